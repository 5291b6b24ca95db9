// An excerpt of a network as a row of steps, which every writer of exports follows: what a device would be told to
// do. Leaves out the numbers, which are weights.h's.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "method/method.h"
#include "model/convolution.h"
#include "model/pooling.h"

namespace hourglass {

enum class Operation : uint8_t {
  dense,
  tied,  // by the weights of `other`, transposed
  convolution,
  transposed_convolution,
  pool,
  upsample,
  batch_norm,
  layer_norm,
  dropout,
  activate,
  split,      // of each place's channels the first half and the second
  label,      // (x, one-hot label)
  softmax,    // over the channels
  mean_level  // of each number's `count` logits
};

// y = act(operation(x))
struct Step {
  Operation operation{};
  uint32_t x = 0, y = 0;  // values
  uint32_t z = 0;         // label: its value; split: the second half
  std::string part{};     // whose parameters: "encoder.0"
  std::string other{};    // tied
  bool bias = true;       // learnt, where there are parameters
  Activation activation = Activation::linear;
  Window window{};              // also of pools
  uint32_t output_padding = 0;  // transposed_convolution
  Pooling pooling{};
  uint32_t count = 0;  // upsample: the factor; label: classes; mean_level: levels
  float number = 0;    // dropout: the share; norms: ε
};

struct Graph {
  struct Port {
    std::string name;
    uint32_t value = 0;
    Shape shape{};  // n = 1; what the value is seen as from outside
  };
  std::string name;           // of the excerpt
  std::vector<Shape> values;  // n = 1
  Port input;
  std::optional<Port> label;  // whole numbers
  std::vector<Port> outputs;
  std::vector<Step> steps;
};

// Throws Error where a layer is told to do what no other program is told here.
Graph graph_of(const Excerpt&, const Method&, Shape example);

}  // namespace hourglass
