// Losses: what a reconstruction costs, and its gradient, recorded in one place.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/network.h"
#include "model/settings.h"

namespace hourglass {

// What a loss reads and writes for a batch.
struct LossSlots {
  Tensor y, target;   // [n, outputs], [n, d]
  Tensor row;         // [n]
  Tensor dy;          // gradient of the batch's mean at y, or absent: evaluation
  Tensor scratch;     // Loss::scratch()
  Parameter learnt;   // of Loss::modules(), where there is one
  uint32_t over = 0;  // examples that dy is the gradient of the mean of; 0: as many as rows
};

// How an output y says the mean of each of an example's numbers.
enum class Mean : uint8_t {
  output,    // it is y
  logits,    // sigmoid(y)
  channels,  // the first half of each place's channels
  levels     // Σ p(level) · its middle, p the softmax of a number's logits, outputs(1) of them
};

struct Loss {
  virtual ~Loss() = default;
  virtual std::string unit() const = 0;  // of a number of `row`: "nats/image", "MSE/pixel"
  // Of −log p, where the loss is one: the same, and whether p is a density, whose −log may be negative.
  virtual std::string nll_unit() const { return unit(); }
  virtual std::string output() const = 0;  // what the decoder's last layer puts out: "logits"
  virtual Activation activation() const { return Activation::linear; }  // and that layer's
  // Numbers that the decoder puts out for an example of `features` numbers.
  virtual uint32_t outputs(uint32_t features) const { return features; }
  // What is learnt besides the decoder: at most one module of one layer with one parameter.
  virtual std::vector<Module> modules() const { return {}; }
  virtual Shape scratch(uint32_t) const { return {0, 0, 0, 0}; }  // for a batch of n
  virtual Mean mean() const { return Mean::output; }
  // y: [n, outputs], of_y: its shape → means under the decoder: [n, features].
  std::vector<float> pictures(std::span<const float> y, Shape of_y) const;
  virtual void record(Program&, const LossSlots&) const = 0;
  // The gradient of what is learnt besides, after record(). weights: of the rows, or absent: all the same.
  virtual void learn(Program&, const LossSlots&, Tensor) const {}
};

// bernoulli:   −log p(x|z) = Σ softplus(y) − x·y, y the logits (Kingma and Welling 2014, appendix C.1).
// gaussian:    −log p(x|z) = Σ (x − y)²/2σ² + ½ log 2πσ² (appendix C.2); σ fixed, one that is learnt, or
//              one a pixel that the decoder gives besides.
// categorical: −log p(level of x|z) over K grey levels, y the logits of each pixel's levels.
// mse:         Σ (x − y)² / d.
std::unique_ptr<Loss> make_loss(const Settings&, uint32_t features);

// Bernoulli's and the categorical loss are of numbers from 0 to 1. Of others, the first loss that goes with
// the other settings takes their place. Whether it did.
bool fit_loss(Settings&, float low, float high);

// A loss at one batch size: its slots and what it keeps there.
class BoundLoss {
 public:
  BoundLoss(Network&, const Loss&, const LossSlots&);  // scratch and learnt are filled in here
  void record(Program& program) const { loss_.record(program, slots_); }
  void learn(Program& program, Tensor weights = {}) const { loss_.learn(program, slots_, weights); }

 private:
  const Loss& loss_;
  LossSlots slots_;
  OwnedTensor scratch_;
};

}  // namespace hourglass
