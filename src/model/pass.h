// A module bound to a batch: its tensors, and recorders of its work. It takes x from outside and gives
// y; on the way back it takes dy and gives dx and, unless frozen, gradients.
#pragma once
#include "model/network.h"

namespace hourglass {

class Pass {
 public:
  struct Options {
    Mode mode = Mode::training;
    Stream stream = Stream::noise;
    Activation input_activation = Activation::linear;  // whose output x is
    Tensor dx{};          // where the gradient at what made x goes; absent: nobody wants it
    bool frozen = false;  // gradients of parameters are left out
    bool add = false;     // or added
  };
  // state: the clock. In training the pass has a dy to be filled.
  Pass(Network&, std::string_view module, Tensor x, Tensor state, const Options&);

  void forward(Program&) const;   // x → y
  void backward(Program&) const;  // dy → dx, gradients

  Tensor x() const { return x_; }
  Tensor y() const { return bound_.empty() ? x_ : bound_.back().slots.y; }
  Tensor dy() const { return bound_.empty() ? Tensor{} : bound_.back().slots.dy; }
  Activation activation() const;  // whose output y is
  // A layer's own tensors, for who goes through it another way.
  size_t layers() const { return bound_.size(); }
  const Slots& slots(size_t layer) const { return bound_[layer].slots; }

 private:
  struct Bound {
    const Layer* layer;
    Slots slots;
    std::vector<Parameter> parameters;
    std::vector<Tensor> saved;
  };

  Tensor x_;
  std::vector<Bound> bound_;
  std::vector<OwnedTensor> owned_;
};

}  // namespace hourglass
