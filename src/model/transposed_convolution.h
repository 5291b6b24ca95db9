// The transposed convolution of pictures with its activation fused in: what a convolution's gradient does.
#pragma once
#include "model/convolution.h"

namespace hourglass {

// y = act(x ∗ᵀ W + b).  x: [n, h, w, i]; W [k, k, i, o] and b [o]: one parameter [k·k·i + 1, o], b its last
// row; y: [n, (h − 1)s + k − 2p + output padding, …, o]. The output padding, less than s, chooses among the
// sizes that a convolution takes to h.
struct TransposedConvolution : Layer {
  // An activation that cannot be fused (compute/activation.h) is left to the layer that follows.
  TransposedConvolution(uint32_t channels, Window window, uint32_t output_padding,
                        Activation activation, Initialisation start = Initialisation::glorot)
      : channels_(channels),
        window_(window),
        output_padding_(output_padding),
        activation_(activation),
        start_(start) {}

  std::string name() const override;
  Shape output(Shape input) const override;  // Error: nothing would be left of the picture
  std::vector<ParameterPlan> parameters(Shape input) const override;
  Activation activation() const override {
    return about(activation_).from_output ? activation_ : Activation::linear;
  }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  uint32_t channels_;
  Window window_;
  uint32_t output_padding_;
  Activation activation_;
  Initialisation start_;
};

}  // namespace hourglass
