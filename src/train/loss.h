// Losses: what a reconstruction costs, and its gradient, recorded as one dispatch.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compute/program.h"
#include "model/settings.h"

namespace hourglass {

struct Loss {
  virtual ~Loss() = default;
  virtual std::string unit() const = 0;    // of a number of `loss`: "nats/image", "MSE/pixel"
  virtual std::string output() const = 0;  // what the decoder's last layer puts out: "logits"
  // Numbers that the decoder puts out for an example of `features` numbers.
  virtual uint32_t outputs(uint32_t features) const { return features; }
  // y: [n, outputs] → means under the decoder: [n, features].
  virtual std::vector<float> pictures(std::span<const float> y) const = 0;
  // y: [n, outputs]; target: [n, d]; loss: [n]; dy: gradient of the batch's mean at y, or absent.
  virtual void record(Program&, Tensor y, Tensor target, Tensor loss, Tensor dy) const = 0;
};

// bernoulli: −log p(x|z) = Σ softplus(y) − x·y, y the logits (Kingma and Welling 2014, appendix C.1).
// gaussian:  −log p(x|z) = Σ (x − y)²/2σ² + ½ log 2πσ², σ fixed (appendix C.2).
// mse:       Σ (x − y)² / d.
std::unique_ptr<Loss> make_loss(const Settings&, uint32_t features);

}  // namespace hourglass
