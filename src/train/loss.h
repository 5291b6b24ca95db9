// Losses: what a reconstruction costs, and its gradient, recorded as one dispatch.
#pragma once
#include <memory>
#include <string>

#include "compute/program.h"
#include "model/settings.h"

namespace hourglass {

struct Loss {
  virtual ~Loss() = default;
  virtual std::string unit() const = 0;  // of a number of `loss`: "nats/image", "MSE/pixel"
  // A pixel from the network's output: its mean under the decoder.
  virtual float pixel(float y) const = 0;
  // y, target: [n, d]; loss: [n]; dy: gradient of the batch's mean at y, [n, d], or absent.
  virtual void record(Program&, Tensor y, Tensor target, Tensor loss, Tensor dy) const = 0;
};

// bernoulli: −log p(x|z) = Σ softplus(y) − x·y, y the logits (Kingma and Welling 2014, appendix C.1).
// gaussian:  −log p(x|z) = Σ (x − y)²/2σ² + ½ log 2πσ², σ fixed (appendix C.2).
// mse:       Σ (x − y)² / d.
std::unique_ptr<Loss> make_loss(const Settings&, uint32_t features);

}  // namespace hourglass
