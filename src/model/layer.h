// A layer records its work: forward and backward side by side, on any backend.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compute/program.h"
#include "compute/random.h"
#include "compute/tensor.h"

namespace hourglass {

struct Parameter {
  Tensor value, gradient;
};

// What a layer reads and writes at one batch size. Gradients are those of the batch's mean loss.
struct Slots {
  Tensor x, y;    // input, output
  Tensor dy, dx;  // dy: gradient at this layer's pre-activation; dx: at the previous layer's
                  // pre-activation, absent for the first layer
  Tensor extra;   // extra_output(): the KL term of a Gaussian latent
  Tensor state;   // compute/state.h
  std::span<const Parameter> parameters;
  Activation input_activation = Activation::linear;  // whose output x is
  Stream stream = Stream::noise;
};

// How weights start: uniform in ±bound, biases zero. Glorot and Bengio 2010, equation 16:
// bound √(6/(fan in + fan out)), times 5/3 before tanh and ½ where no activation follows. He et al.
// 2015, equation 10, for the ReLU family: √(6/fan in). Over ten epochs of W1 on MNIST, Glorot's start
// ended half a nat lower than He's (105.4 against 106.0); He's is for deep stacks of ReLU.
enum class Initialisation : uint8_t { glorot, he };

struct Start {
  Shape shape;
  float bound;
  uint32_t zero_rows = 0;  // the last rows start at zero: the bias
};

struct Layer {
  virtual ~Layer() = default;
  virtual std::string name() const = 0;  // "dense relu"
  virtual Shape output(Shape input) const = 0;
  virtual Shape extra_output(Shape) const {
    return {0, 0, 0, 0};
  }  // one number an example, or none
  virtual std::vector<Start> parameters(Shape) const { return {}; }
  virtual Activation activation() const { return Activation::linear; }  // of y
  virtual void forward(Program&, const Slots&) const = 0;               // appends dispatches
  virtual void backward(Program&, const Slots&) const = 0;  // reads dy; writes dx, gradients
};

// encoder: pixels → code (or heads, when the latent is Gaussian); latent: absent for a plain code;
// decoder: code → pixels, or logits.
struct Autoencoder {
  std::vector<std::unique_ptr<Layer>> encoder;
  std::unique_ptr<Layer> latent;
  std::vector<std::unique_ptr<Layer>> decoder;
  uint32_t code = 0;  // units
};

struct Settings;
// The network that the settings describe, for examples of this shape.
Autoencoder make_autoencoder(const Settings&, Shape example);

}  // namespace hourglass
