// A row of layers with a name: "encoder", "decoder", "discriminator".
#pragma once
#include "model/layer.h"

namespace hourglass {

struct Module {
  std::string name;
  Shape input;  // n = 1
  std::vector<std::unique_ptr<Layer>> layers;

  Shape output() const;
  std::vector<Shape> inputs() const;  // of each layer, n = 1
};

// 1 GB of weights, and three times that for gradients and Adam's moments: no 32-bit size wraps.
inline constexpr uint64_t most_parameters = uint64_t{1} << 28;

// Numbers to be learnt, without allocating any; stops counting above most_parameters.
uint64_t count_parameters(std::span<const Module>);

}  // namespace hourglass
