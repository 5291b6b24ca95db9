// The fully connected layer with its activation fused in.
#pragma once
#include "model/layer.h"

namespace hourglass {

// y = act(x·W + b).  x: [n, i], W and b: one parameter [i+1, o], b its last row; y: [n, o].
struct Dense : Layer {
  // An activation that cannot be fused (compute/activation.h) is left to the layer that follows: this
  // one is linear then, and only starts as that activation wants it.
  Dense(uint32_t units, Activation activation, Initialisation start = Initialisation::glorot)
      : units_(units), activation_(activation), start_(start) {}

  std::string name() const override;
  Shape output(Shape input) const override { return {input.n, 1, 1, units_}; }
  std::vector<ParameterPlan> parameters(Shape input) const override;
  Activation activation() const override {
    return about(activation_).from_output ? activation_ : Activation::linear;
  }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  uint32_t units_;
  Activation activation_;
  Initialisation start_;
};

// Appends a dense layer, and where its activation has to be a layer of its own, that one.
void add_dense(std::vector<std::unique_ptr<Layer>>& to, uint32_t units, Activation,
               Initialisation = Initialisation::glorot);

}  // namespace hourglass
