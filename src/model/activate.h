// An activation as a layer of its own, for those that no product can have fused in.
#pragma once
#include "model/layer.h"

namespace hourglass {

// y = act(x), any shape.
struct Activate : Layer {
  explicit Activate(Activation kind) : kind_(kind) {}

  std::string name() const override;
  Shape output(Shape input) const override { return input; }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  Activation kind_;
};

}  // namespace hourglass
