// The parameters of modules, on a device.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "compute/owned.h"
#include "model/module.h"

namespace hourglass {

// All parameters in one arena, so that an optimiser updates a stretch of it in one dispatch. Parts are
// padded to tensor_alignment; the padding stays zero. Statistics have an arena of their own: a
// dispatch may not write the buffer that it reads weights from.
class Network {
 public:
  // Throws Error above most_parameters.
  Network(Backend&, std::vector<Module>);

  // Uniform in centre ± bound (layer.h, Piece) from the seed's initialisation stream; statistics at
  // their centres.
  void initialise(uint64_t seed);

  struct Part {
    std::string name;  // "encoder.0"; its pieces are "encoder.0.weight", …
    Parameter parameter;
    ParameterPlan plan;
  };

  Backend& backend;
  const std::vector<Module> modules;
  Parameter arena;
  std::vector<Part> parts;  // module by module, layer by layer

  const Module& module(std::string_view name) const;
  // What a pass over a module needs of it. `first_layer`: its first layer's number in the network.
  struct Layout {
    std::vector<std::vector<Parameter>> parameters;  // a layer
    std::vector<std::vector<Tensor>> statistics;     // a layer
    uint32_t first_layer = 0;
  };
  const Layout& layout(std::string_view module) const;
  // Of the arena, from one module to another.
  Parameter stretch(std::string_view first, std::string_view last) const;

  uint32_t parameter_count() const;
  std::vector<float> read_parameters() const;          // without padding, in order
  void write_parameters(std::span<const float> from);  // the same
  bool has_statistics() const { return statistics_->buffer != Buffer::none; }
  std::vector<float> read_statistics() const;  // with padding
  void write_statistics(std::span<const float> from);

 private:
  size_t find(std::string_view module) const;
  void share();  // what layers use of others

  OwnedTensor values_, gradients_;  // the arena's
  OwnedTensor statistics_;
  std::vector<Layout> layouts_;  // a module
};

}  // namespace hourglass
