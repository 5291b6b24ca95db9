// Parts of the loss that are about the code alone: what keeps a code sparse, or steady.
#pragma once
#include <memory>
#include <vector>

#include "model/pass.h"
#include "train/series.h"

namespace hourglass {

// What such a term reads and writes for a batch.
struct CodeSlots {
  Tensor code;                                 // [n, k]
  Activation activation = Activation::linear;  // whose output it is
  Tensor row;                                  // [n]
  Tensor dpre;  // gradient at the code's pre-activation, to be added to; absent: evaluation
  Tensor units, more_units;  // [k] each, scratch
  Parameter weights;         // of the layer that makes the code, [i + 1, k]
};

// Whose code it is: the encoder's, of x.
struct CodeSource {
  Network& network;
  Tensor x, state;
  Mode mode;
};

struct CodeTerm {
  virtual ~CodeTerm() = default;
  virtual Series series() const = 0;
  // Once for each mode, before anything is recorded: for a term with passes of its own.
  virtual void bind(const CodeSource&) {}
  virtual void record(Program&, const CodeSlots&) const = 0;  // after the decoder's way back
  // After the encoder's way back, which writes the weights' gradient.
  virtual void add_to_weights(Program&, const CodeSlots&) const {}
};

// l1:          λ Σⱼ |hⱼ|, with the subgradient 0 at 0.
// kl_sparsity: λ Σⱼ KL(ρ ‖ ρ̂ⱼ) of Bernoullis, ρ̂ⱼ the mean of hⱼ over the batch (Ng 2011, "Sparse autoencoder").
// contraction: λ ‖∂h/∂x‖²_F, exact for an encoder of one layer (Rifai et al. 2011, "Contractive auto-encoders");
//              of more layers it is estimated by ‖h(x + σε) − h(x)‖² / σ², whose mean is that up to O(σ²)
//              (Rifai et al. 2011, "Higher order contractive auto-encoder").
// Those whose weight is above 0. Throws Error where the encoder does not fit.
std::vector<std::unique_ptr<CodeTerm>> make_code_terms(const Settings&);

}  // namespace hourglass
