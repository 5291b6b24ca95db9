// From settings to layers.
#include "method/trunk.h"

#include <algorithm>
#include <format>
#include <iterator>

#include "compute/error.h"
#include "model/convolution.h"
#include "model/dense.h"
#include "model/dropout.h"
#include "model/normalisation.h"
#include "model/transposed_convolution.h"

namespace hourglass {
namespace {

Activation activation_of(std::string_view name) {
  if (const ActivationFacts* facts = find_activation(name)) return facts->activation;
  std::string names;
  for (const ActivationFacts& facts : activations) names += std::format(" {}", facts.name);
  fail("activation: '{}' is not known; choose one of{}", name, names);
}

// Appends layers to a module as the settings want them.
struct Builder {
  const Settings& settings;
  Module& module;
  Activation hidden = activation_of(settings.activation);
  Initialisation start =
      settings.initialisation == "he" ? Initialisation::he : Initialisation::glorot;

  template <class L, class... Arguments>
  void add(Activation activation, const Arguments&... arguments) const {
    add_layer(module.layers, std::make_unique<L>(arguments..., activation, start), activation);
  }
  // With what the hidden layers have besides: a normalisation before their activation, dropout.
  template <class L, class... Arguments>
  void hide(const Arguments&... arguments) const {
    const bool normal = settings.normalisation != "none";
    add<L>(normal ? Activation::linear : hidden, arguments...);
    if (normal) {
      const Activation fused = about(hidden).from_output ? hidden : Activation::linear;
      if (settings.normalisation == "batch")
        add_layer(module.layers, std::make_unique<BatchNorm>(fused), hidden);
      else
        add_layer(module.layers, std::make_unique<LayerNorm>(fused), hidden);
    }
    if (settings.dropout > 0) module.layers.push_back(std::make_unique<Dropout>(settings.dropout));
  }
};

// Of the transposed convolution that makes a picture of `large` out of one of `small`.
uint32_t output_padding(Shape small, Shape large, Window window) {
  const auto left = [&](uint32_t side, uint32_t of) {
    return of + 2 * window.padding - window.kernel - window.stride * (side - 1);
  };
  if (left(small.h, large.h) != left(small.w, large.w))
    fail(
        "channels: pictures of {}×{} cannot be mirrored, since one side is even and one is odd on "
        "the way; choose square pictures or fewer convolutions",
        large.w, large.h);
  return left(small.h, large.h);
}

}  // namespace

std::vector<Module> make_trunk(const Settings& settings, Shape example, uint32_t heads,
                               const Loss& loss) {
  constexpr Window window{3, 2, 1};
  example.n = 1;
  std::vector<Module> trunk;
  trunk.push_back({"encoder", example, {}});
  trunk.push_back({"decoder", {1, 1, 1, settings.code}, {}});
  const Builder encoder{settings, trunk[0]}, decoder{settings, trunk[1]};
  std::vector<Shape> pictures{example};
  for (const uint32_t channels : settings.channels) {
    encoder.hide<Convolution>(channels, window);
    pictures.push_back(trunk[0].output());
  }
  for (const uint32_t width : settings.hidden) encoder.hide<Dense>(width);
  // What is sampled must not be boxed in, and the losses want logits or values.
  encoder.add<Dense>(heads == 1 ? activation_of(settings.code_activation) : Activation::linear,
                     heads * settings.code);
  for (size_t i = settings.hidden.size(); i-- > 0;) decoder.hide<Dense>(settings.hidden[i]);
  const uint32_t outputs = loss.outputs(example.features());
  if (settings.channels.empty()) {
    decoder.add<Dense>(Activation::linear, outputs);
  } else {
    decoder.hide<Dense>(pictures.back());
    for (size_t i = settings.channels.size(); i-- > 0;) {
      const uint32_t padding = output_padding(pictures[i + 1], pictures[i], window);
      if (i > 0)
        decoder.hide<TransposedConvolution>(settings.channels[i - 1], window, padding);
      else
        decoder.add<TransposedConvolution>(
            Activation::linear, example.c * (outputs / example.features()), window, padding);
    }
  }
  std::vector<Module> learnt = loss.modules();
  std::ranges::move(learnt, std::back_inserter(trunk));
  return trunk;
}

Diagram draw_trunk(std::span<const Module> trunk, const Settings& settings, std::string code_name,
                   const Loss& loss) {
  Diagram d;
  d.widths.push_back(trunk[0].input.features());
  d.layer_names.push_back("input");
  for (const Module& module : trunk.first(2)) {
    Shape shape = module.input;
    for (const auto& layer : module.layers) {
      // What acts on each unit by itself is drawn with what it follows.
      const auto learnt = layer->parameters(shape);
      if (layer->output(shape) == shape &&
          (learnt.empty() || learnt[0].pieces[0].shape.size() == 1)) {
        d.layer_names.back() += ", " + layer->name();
        continue;
      }
      shape = layer->output(shape);
      d.widths.push_back(shape.features());
      d.layer_names.push_back(layer->name());
    }
    if (&module == &trunk[0]) d.code_layer = static_cast<uint32_t>(d.widths.size()) - 1;
  }
  d.first_hidden = 1 + static_cast<uint32_t>(settings.channels.size());
  d.widths[d.code_layer] = settings.code;
  d.layer_names[d.code_layer] = std::move(code_name);
  d.layer_names.back() = "output, " + loss.output();
  return d;
}

}  // namespace hourglass
