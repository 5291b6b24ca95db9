// Shapes along a row of layers.
#include "model/module.h"

namespace hourglass {

Shape Module::output() const {
  Shape shape = input;
  for (const auto& layer : layers) shape = layer->output(shape);
  return shape;
}

std::vector<Shape> Module::inputs() const {
  std::vector<Shape> shapes;
  Shape shape = input;
  for (const auto& layer : layers) {
    shapes.push_back(shape);
    shape = layer->output(shape);
  }
  return shapes;
}

uint64_t count_parameters(std::span<const Module> modules) {
  uint64_t count = 0;
  for (const Module& module : modules) {
    Shape x = module.input;
    for (const auto& layer : module.layers) {
      // The next shapes come from this one: stop before features() wraps.
      if (x.full_count() > most_parameters) return x.full_count();
      for (const ParameterPlan& plan : layer->parameters(x))
        for (const Piece& piece : plan.pieces) count += piece.count();
      if (count > most_parameters) return count;
      x = layer->output(x);
    }
  }
  return count;
}

}  // namespace hourglass
