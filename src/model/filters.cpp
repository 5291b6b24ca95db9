// Finding the layers, and going back through them.
#include "model/filters.h"

#include <algorithm>

#include "compute/error.h"

namespace hourglass {
namespace {

// A layer's weights in what Network::read_parameters() gives.
struct Weights {
  std::vector<uint64_t> shape;  // [i, o], or of a kernel [h, w, i, o]
  size_t first = 0;
};

const Module* module_of(const Network& network, const Network::Part& part) {
  const std::string_view name = std::string_view(part.name).substr(0, part.name.rfind('.'));
  const auto found = std::ranges::find(network.modules, name, &Module::name);
  return found == network.modules.end() ? nullptr : &*found;
}

// The weights of the layers in question, in order: dense ones, module behind module, up to the first that is
// something else or that makes examples again; or one convolution.
std::vector<Weights> layers_of(const Network& network, Shape example) {
  const auto takes = [&](const Module& module) {
    const Shape x = module.input;
    return x.h == example.h && x.w == example.w && x.c == example.c && !module.layers.empty();
  };
  const auto begin = std::ranges::find_if(network.modules, takes);
  std::vector<Weights> found;
  size_t first = 0;
  const Module* now = nullptr;
  for (const Network::Part& part : network.parts) {
    const Module* module = module_of(network, part);
    const size_t here = first;
    for (const Piece& piece : part.plan.pieces) first += static_cast<size_t>(piece.count());
    if (begin == network.modules.end() || module == nullptr || module < &*begin) continue;
    const bool further = module != now && now != nullptr;
    if (further && (module->input.features() != now->output().features() ||
                    module->output().features() == example.features()))
      return found;
    now = module;
    const Piece& weight = part.plan.pieces.front();
    const uint64_t inputs = found.empty() ? example.features() : found.back().shape[1];
    if (found.empty() && weight.name == "weight" && weight.shape.size() == 4)
      return {{weight.shape, here}};
    if (weight.name != "weight" || weight.shape.size() != 2 || weight.shape[0] != inputs)
      return found;
    found.push_back({weight.shape, here});
  }
  return found;
}

}  // namespace

std::vector<uint32_t> filter_units(const Network& network, Shape example) {
  std::vector<uint32_t> units;
  for (const Weights& layer : layers_of(network, example))
    units.push_back(static_cast<uint32_t>(layer.shape.back()));
  return units;
}

FilterSheet filters(const Network& network, Shape example, uint32_t layer, uint32_t most) {
  const std::vector<Weights> layers = layers_of(network, example);
  if (layer >= layers.size())
    fail("filters: layer {} is none of the {} that have some", layer + 1, layers.size());
  const std::vector<float> all = network.read_parameters();
  const auto& shape = layers[layer].shape;
  const auto outputs = static_cast<size_t>(shape.back());
  const size_t units = std::min<size_t>(most, outputs);
  const float* top = all.data() + layers[layer].first;
  FilterSheet sheet;
  if (shape.size() == 4) {
    sheet.height = static_cast<uint32_t>(shape[0]);
    sheet.width = static_cast<uint32_t>(shape[1]);
    const auto channels = static_cast<size_t>(shape[2]);
    const size_t places = size_t{sheet.height} * sheet.width;
    sheet.weights.resize(units * places);
    for (size_t u = 0; u < units; ++u)
      for (size_t p = 0; p < places; ++p)
        for (size_t c = 0; c < channels; ++c)
          sheet.weights[u * places + p] +=
              top[(p * channels + c) * outputs + u] / static_cast<float>(channels);
    return sheet;
  }
  sheet.height = example.h, sheet.width = example.w, sheet.channels = example.c;
  // v[u] = w[:, u], and through each layer below v[u] ← W v[u].
  for (size_t u = 0; u < units; ++u) {
    std::vector<float> v(static_cast<size_t>(shape[0]));
    for (size_t i = 0; i < v.size(); ++i) v[i] = top[i * outputs + u];
    for (uint32_t l = layer; l-- > 0;) {
      const float* w = all.data() + layers[l].first;
      std::vector<float> below(static_cast<size_t>(layers[l].shape[0]));
      for (size_t i = 0; i < below.size(); ++i)
        for (size_t j = 0; j < v.size(); ++j) below[i] += w[i * v.size() + j] * v[j];
      v = std::move(below);
    }
    sheet.weights.insert(sheet.weights.end(), v.begin(), v.end());
  }
  return sheet;
}

}  // namespace hourglass
