// The fully connected layer with its activation fused in.
#pragma once
#include "model/layer.h"

namespace hourglass {

// y = act(x·W + b).  x: [n, i], W and b: one parameter [i+1, o], b its last row; y: [n, o], or a picture
// of o numbers.
struct Dense : Layer {
  // An activation that cannot be fused (compute/activation.h) is left to the layer that follows: this
  // one is linear then, and only starts as that activation wants it.
  // Without a bias its row stays 0.
  Dense(uint32_t units, Activation activation, Initialisation start = Initialisation::glorot,
        bool bias = true)
      : Dense(Shape{1, 1, 1, units}, activation, start, bias) {}
  Dense(Shape y, Activation activation, Initialisation start = Initialisation::glorot,
        bool bias = true)
      : y_(y), activation_(activation), start_(start), bias_(bias) {}

  std::string name() const override;
  Shape output(Shape input) const override { return {input.n, y_.h, y_.w, y_.c}; }
  std::vector<ParameterPlan> parameters(Shape input) const override;
  Activation activation() const override {
    return about(activation_).from_output ? activation_ : Activation::linear;
  }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  Shape y_;  // n = 1
  Activation activation_;
  Initialisation start_;
  bool bias_;
};

// Appends a layer whose activation this is, and where that has to be a layer of its own, that one.
void add_layer(std::vector<std::unique_ptr<Layer>>& to, std::unique_ptr<Layer>, Activation);

}  // namespace hourglass
