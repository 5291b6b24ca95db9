// Dropout (Srivastava et al. 2014): in training a share of the units is 0, and the others are scaled up;
// evaluation takes all as they are.
#pragma once
#include "model/layer.h"

namespace hourglass {

struct Dropout : Layer {
  explicit Dropout(float share) : share_(share) {}

  std::string name() const override;
  Shape output(Shape input) const override { return input; }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  float share_;  // left out, 0 to 1
};

}  // namespace hourglass
