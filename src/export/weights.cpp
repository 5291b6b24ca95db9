#include "export/weights.h"

#include <algorithm>
#include <format>

#include "compute/error.h"

namespace hourglass {

Weights::Weights(const Network& network)
    : parameters_(network.read_parameters()), statistics_(network.read_statistics()) {
  size_t at = 0;
  for (const Network::Part& part : network.parts)
    for (const Piece& piece : part.plan.pieces) {
      const auto count = static_cast<size_t>(piece.count());
      all_.push_back({std::format("{}.{}", part.name, piece.name), piece.shape,
                      std::span(parameters_).subspan(at, count)});
      at += count;
    }
  for (const Module& module : network.modules) {
    const std::vector<Shape> inputs = module.inputs();
    const Network::Layout& layout = network.layout(module.name);
    for (size_t i = 0; i < inputs.size(); ++i) {
      const auto plans = module.layers[i]->statistics(inputs[i]);
      for (size_t k = 0; k < plans.size(); ++k) {
        uint32_t from = layout.statistics[i][k].offset;
        for (const Piece& piece : plans[k].pieces) {
          const auto count = static_cast<uint32_t>(piece.count());
          all_.push_back({std::format("{}.{}.{}", module.name, i, piece.name), piece.shape,
                          std::span(statistics_).subspan(from, count), from});
          from += count;
        }
      }
    }
  }
}

const Weights::Named& Weights::of(std::string_view part, std::string_view piece) const {
  const auto found = std::ranges::find(all_, std::format("{}.{}", part, piece), &Named::name);
  if (found == all_.end()) fail("export: the network has no {} of {}", piece, part);
  return *found;
}

}  // namespace hourglass
