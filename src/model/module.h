// A row of layers with a name: "encoder", "decoder", "discriminator".
#pragma once
#include <format>

#include "model/layer.h"

namespace hourglass {

struct Module {
  std::string name;
  Shape input;  // n = 1
  std::vector<std::unique_ptr<Layer>> layers;

  Shape output() const;
  std::vector<Shape> inputs() const;  // of each layer, n = 1
};

// The parameters' pieces in their order: visit("encoder.0", its weight), …
template <class Visit>
void each_piece(std::span<const Module> modules, Visit visit) {
  for (const Module& module : modules) {
    const std::vector<Shape> inputs = module.inputs();
    for (size_t i = 0; i < module.layers.size(); ++i)
      for (const ParameterPlan& plan : module.layers[i]->parameters(inputs[i]))
        for (const Piece& piece : plan.pieces) visit(std::format("{}.{}", module.name, i), piece);
  }
}

// 1 GB of weights, and three times that for gradients and Adam's moments: no 32-bit size wraps.
inline constexpr uint64_t most_parameters = uint64_t{1} << 28;

// Numbers to be learnt, without allocating any; stops counting above most_parameters.
uint64_t count_parameters(std::span<const Module>);

}  // namespace hourglass
