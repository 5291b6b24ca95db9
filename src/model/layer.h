// A layer records its work: forward and backward side by side, on any backend.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compute/program.h"
#include "compute/random.h"
#include "compute/tensor.h"

namespace hourglass {

struct Parameter {
  Tensor value, gradient;  // gradient: absent where the parameter is frozen
};

enum class Mode : uint8_t { training, evaluation };

// What a layer reads and writes at one batch size. Gradients are those of the batch's mean loss.
struct Slots {
  Tensor x, y;    // input, output
  Tensor dy, dx;  // dy: gradient at this layer's pre-activation; dx: at the pre-activation of what
                  // made x, absent where nobody wants it
  std::span<const Parameter> parameters;
  std::span<const Tensor> saved;       // Layer::saved(): forward keeps it for backward
  std::span<const Tensor> statistics;  // Layer::statistics(): running, not learnt
  Tensor state;                        // the clock, compute/state.h
  Activation input_activation = Activation::linear;  // whose output x is
  Mode mode = Mode::training;
  bool add = false;  // gradients of parameters are added to what is there
  Stream stream = Stream::noise;
  uint32_t index = 0;  // the layer's number in its network: no two draw the same words
};

// How weights start: uniform in ±bound, biases zero. Glorot and Bengio 2010, equation 16:
// bound √(6/(fan in + fan out)), times the activation's gain. He et al. 2015, equation 10, for what
// rectifies: √(6/fan in). Over ten epochs of W1 on MNIST, Glorot's start
// ended half a nat lower than He's (105.4 against 106.0); He's is for deep stacks of ReLU.
enum class Initialisation : uint8_t { glorot, he };

// A named part of a parameter, as checkpoints and exports have it. Starts uniform in centre ± bound.
struct Piece {
  std::string_view name;        // "weight", "bias"
  std::vector<uint64_t> shape;  // [i, o]
  float bound = 0, centre = 0;
  // Which of [i, o] are there: the others start at 0, and their gradient is 0. Empty: all.
  std::function<bool(uint32_t i, uint32_t o)> there{};

  uint64_t count() const;  // as Shape::full_count
};

// One tensor to be learnt: its pieces, one after another.
struct ParameterPlan {
  Shape shape;
  std::vector<Piece> pieces;
};

// "dense leaky relu": a layer with the activation that is fused into it.
std::string named(std::string_view kind, Activation fused);

struct Layer {
  virtual ~Layer() = default;
  virtual std::string name() const = 0;  // "dense relu"
  virtual Shape output(Shape input) const = 0;
  virtual std::vector<ParameterPlan> parameters(Shape) const { return {}; }
  // Another layer's part that this one uses besides, "encoder.0": the last of Slots::parameters.
  virtual std::string shares() const { return {}; }
  virtual std::vector<Shape> saved(Shape) const { return {}; }
  virtual std::vector<ParameterPlan> statistics(Shape) const { return {}; }
  virtual Activation activation() const { return Activation::linear; }  // of y
  virtual void forward(Program&, const Slots&) const = 0;               // appends dispatches
  virtual void backward(Program&, const Slots&) const = 0;  // reads dy; writes dx, gradients
};

// dense_backward and its like: integers[1].
inline constexpr uint32_t written = 0, added = 1;

}  // namespace hourglass
