// A restricted Boltzmann machine at one batch size: two layers of units that are on or off, with the energy
// −vᵀWh − bᵀh − cᵀv, taught by contrastive divergence (Hinton 2002, "Training products of experts by minimizing
// contrastive divergence"; Hinton 2012, "A practical guide to training restricted Boltzmann machines").
#pragma once
#include "model/pass.h"
#include "train/loss.h"

namespace hourglass {

// Two modules of one layer each, which have their weights in common: p(h|v) = sigmoid(vW + b) is `layer`, the logits
// hWᵀ + c of p(v|h) are `mirror`.
class Boltzmann {
 public:
  struct Options {
    std::string layer, mirror;
    uint32_t steps = 1;  // k of CD-k, at most most_steps
    uint32_t index = 0;  // no two machines draw the same
    bool bias = true;
  };
  static constexpr uint32_t most_steps = 100;

  // v: what the visible units are, numbers from 0 to 1; loss: of the first reconstruction, into `row`.
  Boltzmann(Network&, const Loss& loss, Tensor v, Tensor clock, Tensor row, Options);

  // v₀ → p₀ → h₀ → v₁ → p₁ → … → p_k, and the gradients of what is to fall:
  //   dW = (v_kᵀp_k − v₀ᵀp₀)/n,  db = Σ (p_k − p₀)/n,  dc = Σ (v_k − v₀)/n
  // Visible units, and the hidden ones that are counted, are told by their probabilities, which are less noisy.
  void record(Program&) const;

 private:
  Options options_;
  Tensor v_, clock_;
  Parameter weights_, visible_bias_;
  OwnedTensor h_, rebuilt_, less_, more_;
  std::optional<Pass> up_, mirror_, again_;
  std::optional<BoundLoss> loss_;
};

}  // namespace hourglass
