// The fully connected layer that has another's weights, transposed, and only a bias of its own.
#pragma once
#include "model/layer.h"

namespace hourglass {

// y = act(x·Wᵀ + b).  x: [n, o], W: the first i rows of the other's parameter [i+1, o]; y: [n, i].
// Backward it comes before that other layer, which adds its gradient to what is written here.
struct TiedDense : Layer {
  // other: the part whose weights these are, "encoder.0".
  TiedDense(std::string other, Shape y, bool bias, Activation activation)
      : other_(std::move(other)), y_(y), bias_(bias), activation_(activation) {}

  std::string name() const override;
  Shape output(Shape input) const override { return {input.n, y_.h, y_.w, y_.c}; }
  std::vector<ParameterPlan> parameters(Shape) const override;
  std::string shares() const override { return other_; }
  Activation activation() const override {
    return about(activation_).from_output ? activation_ : Activation::linear;
  }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  std::string other_;
  Shape y_;  // n = 1
  bool bias_;
  Activation activation_;
};

}  // namespace hourglass
