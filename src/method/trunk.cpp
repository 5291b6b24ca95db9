// From settings to layers.
#include "method/trunk.h"

#include <format>

#include "compute/error.h"
#include "model/activate.h"
#include "model/dense.h"
#include "model/dropout.h"
#include "model/normalisation.h"

namespace hourglass {
namespace {

Activation activation_of(std::string_view name) {
  if (const ActivationFacts* facts = find_activation(name)) return facts->activation;
  std::string names;
  for (const ActivationFacts& facts : activations) names += std::format(" {}", facts.name);
  fail("activation: '{}' is not known; choose one of{}", name, names);
}

}  // namespace

std::vector<Module> make_trunk(const Settings& settings, Shape example, uint32_t heads,
                               const Loss& loss) {
  const Activation hidden = activation_of(settings.activation);
  const auto start = settings.initialisation == "he" ? Initialisation::he : Initialisation::glorot;
  example.n = 1;
  Module encoder{"encoder", example, {}}, decoder{"decoder", {1, 1, 1, settings.code}, {}};
  const auto dense = [&](Module& to, uint32_t units, Activation activation) {
    add_dense(to.layers, units, activation, start);
  };
  const auto hide = [&](Module& to, uint32_t units) {
    const bool normal = settings.normalisation != "none";
    dense(to, units, normal ? Activation::linear : hidden);
    if (normal) {
      const bool fused = about(hidden).from_output;
      const Activation in_it = fused ? hidden : Activation::linear;
      if (settings.normalisation == "batch")
        to.layers.push_back(std::make_unique<BatchNorm>(in_it));
      else
        to.layers.push_back(std::make_unique<LayerNorm>(in_it));
      if (!fused) to.layers.push_back(std::make_unique<Activate>(hidden));
    }
    if (settings.dropout > 0) to.layers.push_back(std::make_unique<Dropout>(settings.dropout));
  };
  // What is sampled must not be boxed in, and the losses want logits or values.
  for (uint32_t width : settings.hidden) hide(encoder, width);
  dense(encoder, heads * settings.code,
        heads == 1 ? activation_of(settings.code_activation) : Activation::linear);
  for (size_t i = settings.hidden.size(); i-- > 0;) hide(decoder, settings.hidden[i]);
  dense(decoder, loss.outputs(example.features()), Activation::linear);
  std::vector<Module> trunk;
  trunk.push_back(std::move(encoder));
  trunk.push_back(std::move(decoder));
  return trunk;
}

Diagram draw_trunk(std::span<const Module> trunk, const Settings& settings, std::string code_name,
                   const Loss& loss) {
  Diagram d;
  d.widths.push_back(trunk[0].input.features());
  d.layer_names.push_back("input");
  for (const Module& module : trunk) {
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
  d.widths[d.code_layer] = settings.code;
  d.layer_names[d.code_layer] = std::move(code_name);
  d.layer_names.back() = "output, " + loss.output();
  return d;
}

}  // namespace hourglass
