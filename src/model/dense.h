// The fully connected layer with its activation fused in.
#pragma once
#include "model/layer.h"

namespace hourglass {

// y = act(x·W + b).  x: [n, i], W and b: one parameter [i+1, o], b its last row; y: [n, o].
struct Dense : Layer {
  Dense(uint32_t units, Activation activation, Initialisation start = Initialisation::glorot)
      : units_(units), activation_(activation), start_(start) {}

  std::string name() const override;
  Shape output(Shape input) const override { return {input.n, 1, 1, units_}; }
  std::vector<ParameterPlan> parameters(Shape input) const override;
  Activation activation() const override { return activation_; }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  uint32_t units_;
  Activation activation_;
  Initialisation start_;
};

}  // namespace hourglass
