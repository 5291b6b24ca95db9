// The convolution of pictures with its activation fused in.
#pragma once
#include "model/layer.h"

namespace hourglass {

// Square kernels: size 1 to most_kernel_size, stride 1 to most_stride, padding less than the size.
struct Window {
  uint32_t kernel = 3, stride = 2, padding = 1;
};

// y = act(x ∗ W + b).  x: [n, h, w, i]; W [k, k, i, o] and b [o]: one parameter [k·k·i + 1, o], b its last
// row; y: [n, (h + 2p − k)/s + 1, (w + 2p − k)/s + 1, o].
struct Convolution : Layer {
  // An activation that cannot be fused (compute/activation.h) is left to the layer that follows.
  Convolution(uint32_t channels, Window window, Activation activation,
              Initialisation start = Initialisation::glorot)
      : channels_(channels), window_(window), activation_(activation), start_(start) {}

  std::string name() const override;
  Shape output(Shape input) const override;  // Error: the picture is smaller than the kernel
  std::vector<ParameterPlan> parameters(Shape input) const override;
  Activation activation() const override {
    return about(activation_).from_output ? activation_ : Activation::linear;
  }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  uint32_t channels_;
  Window window_;
  Activation activation_;
  Initialisation start_;
};

}  // namespace hourglass
