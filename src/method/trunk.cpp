// From settings to layers.
#include "method/trunk.h"

#include <algorithm>
#include <format>
#include <iterator>
#include <optional>
#include <type_traits>

#include "compute/error.h"
#include "model/convolution.h"
#include "model/dense.h"
#include "model/dropout.h"
#include "model/masked.h"
#include "model/normalisation.h"
#include "model/pooling.h"
#include "model/tied.h"
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

  bool bias() const { return settings.bias || !settings.channels.empty(); }

  template <class L, class... Arguments>
  void add(Activation activation, const Arguments&... arguments) const {
    std::unique_ptr<Layer> layer;
    if constexpr (std::is_base_of_v<Dense, L>)
      layer = std::make_unique<L>(arguments..., activation, start, bias());
    else
      layer = std::make_unique<L>(arguments..., activation, start);
    add_layer(module.layers, std::move(layer), activation);
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

// The layers between two pictures of a trunk: a convolution with a stride and its mirror, or a convolution
// and pooling, mirrored by upsampling and a convolution.
void shrink(const Builder& encoder, uint32_t channels) {
  const std::string& pooling = encoder.settings.pooling;
  if (pooling == "stride") return encoder.hide<Convolution>(channels, Window{3, 2, 1});
  const Shape shape = encoder.module.output();
  if (shape.h % 2 != 0 || shape.w % 2 != 0)
    fail(
        "pooling: a picture of {}×{} cannot be halved; choose pooling stride, or fewer "
        "convolutions",
        shape.w, shape.h);
  encoder.hide<Convolution>(channels, Window{3, 1, 1});
  encoder.module.layers.push_back(
      std::make_unique<Pool>(pooling == "max" ? Pooling::maximum : Pooling::average, 2));
}

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

// last: the activation of the decoder's last layer, which the loss wants; else it is a hidden one.
void grow(const Builder& decoder, Shape small, Shape large, uint32_t channels,
          std::optional<Activation> last, Window window = {3, 2, 1}) {
  const auto append = [&]<class L, class... Arguments>(std::type_identity<L>,
                                                       const Arguments&... arguments) {
    if (last)
      decoder.add<L>(*last, arguments...);
    else
      decoder.hide<L>(arguments...);
  };
  if (decoder.settings.pooling == "stride") {
    return append(std::type_identity<TransposedConvolution>{}, channels, window,
                  output_padding(small, large, window));
  }
  decoder.module.layers.push_back(std::make_unique<Upsample>(2));
  append(std::type_identity<Convolution>{}, channels, Window{3, 1, 1});
}

void mirror_tied(const Builder& decoder, std::span<const size_t> dense, Shape output,
                 Activation last) {
  for (size_t i = dense.size(); i-- > 0;) {
    const Shape y = i > 0 ? Shape{1, 1, 1, decoder.settings.hidden[i - 1]} : output;
    const Activation activation = i > 0 ? decoder.hidden : last;
    add_layer(decoder.module.layers,
              std::make_unique<TiedDense>(std::format("encoder.{}", dense[i]), y, decoder.bias(),
                                          activation),
              activation);
    if (i > 0 && decoder.settings.dropout > 0)
      decoder.module.layers.push_back(std::make_unique<Dropout>(decoder.settings.dropout));
  }
}

// Convolutions, then dense layers, one a width of the setting `hidden`: whose numbers in the module come back.
// pictures: what lies between the convolutions, the example first.
std::vector<size_t> hide_all(const Builder& encoder, std::vector<Shape>& pictures) {
  const Module& module = encoder.module;
  for (const uint32_t channels : encoder.settings.channels) {
    shrink(encoder, channels);
    pictures.push_back(module.output());
  }
  std::vector<size_t> dense;
  for (const uint32_t width : encoder.settings.hidden) {
    dense.push_back(module.layers.size());
    encoder.hide<Dense>(width);
  }
  return dense;
}

Diagram draw_input(const Module& first) { return {{first.input.features()}, {"input"}}; }

}  // namespace

bool is_tied(const Settings& settings) {
  return settings.tied && find_property("tied")->acts_in(settings);
}

std::vector<Module> make_trunk(const Settings& settings, Shape example, uint32_t heads,
                               const Loss& loss, uint32_t told) {
  example.n = 1;
  std::vector<Module> trunk;
  trunk.push_back({"encoder", example, {}});
  trunk.push_back({"decoder", {1, 1, 1, settings.code + told}, {}});
  const Builder encoder{settings, trunk[0]}, decoder{settings, trunk[1]};
  std::vector<Shape> pictures{example};
  std::vector<size_t> dense = hide_all(encoder, pictures);
  dense.push_back(trunk[0].layers.size());
  // What is sampled must not be boxed in, and the losses want logits or values.
  encoder.add<Dense>(heads == 1 ? activation_of(settings.code_activation) : Activation::linear,
                     heads * settings.code);
  const uint32_t outputs = loss.outputs(example.features());
  if (is_tied(settings)) {
    mirror_tied(decoder, dense, {1, 1, 1, outputs}, loss.activation());
  } else {
    for (size_t i = settings.hidden.size(); i-- > 0;) decoder.hide<Dense>(settings.hidden[i]);
    if (settings.channels.empty())
      decoder.add<Dense>(loss.activation(), outputs);
    else
      decoder.hide<Dense>(pictures.back());
    for (size_t i = settings.channels.size(); i-- > 0;)
      grow(decoder, pictures[i + 1], pictures[i],
           i > 0 ? settings.channels[i - 1] : example.c * (outputs / example.features()),
           i > 0 ? std::nullopt : std::optional(loss.activation()));
  }
  std::vector<Module> learnt = loss.modules();
  std::ranges::move(learnt, std::back_inserter(trunk));
  return trunk;
}

Module make_dense_row(const Settings& settings, std::string name, Shape input,
                      std::span<const uint32_t> widths, uint32_t outputs, Activation last) {
  Module module{std::move(name), input, {}};
  const Builder builder{settings, module};
  for (const uint32_t width : widths) builder.hide<Dense>(width);
  builder.add<Dense>(last, outputs);
  return module;
}

Module make_masked_row(const Settings& settings, Shape example) {
  example.n = 1;
  const uint32_t numbers = example.features();
  Module module{"masked", example, {}};
  const Builder builder{settings, module};
  for (const uint32_t width : settings.hidden)
    builder.hide<MaskedDense>(Shape{1, 1, 1, width}, Sight{numbers, module.layers.empty(), false});
  builder.add<MaskedDense>(Activation::linear, example,
                           Sight{numbers, module.layers.empty(), true});
  return module;
}

void draw_layers(const Module& module, Diagram& d) {
  Shape shape = module.input;
  for (const auto& layer : module.layers) {
    // What has no weights of its own, or one for each unit, is drawn with what it follows.
    const auto learnt = layer->parameters(shape);
    const bool scales = !learnt.empty() && learnt[0].pieces[0].shape.size() == 1;
    shape = layer->output(shape);
    if (layer->shares().empty() && (learnt.empty() || scales)) {
      d.layer_names.back() += ", " + layer->name();
      d.widths.back() = shape.features();
      continue;
    }
    d.widths.push_back(shape.features());
    d.layer_names.push_back(layer->name());
  }
}

Diagram draw_trunk(std::span<const Module> trunk, const Settings& settings, std::string code_name,
                   const Loss& loss) {
  Diagram d = draw_input(trunk[0]);
  for (const Module& module : trunk.first(2)) {
    draw_layers(module, d);
    if (&module == &trunk[0]) d.code_layer = static_cast<uint32_t>(d.widths.size()) - 1;
  }
  d.first_hidden = 1 + static_cast<uint32_t>(settings.channels.size());
  d.widths[d.code_layer] = settings.code;
  d.layer_names[d.code_layer] = std::move(code_name);
  d.layer_names.back() = "output, " + loss.output();
  return d;
}

Module make_encoder(const Settings& settings, Shape example) {
  example.n = 1;
  Module module{"encoder", example, {}};
  std::vector<Shape> pictures{example};
  hide_all({settings, module}, pictures);
  return module;
}

std::vector<Module> make_adversaries(const Settings& settings, Shape example,
                                     std::span<const uint32_t> widths) {
  example.n = 1;
  const Shape code{1, 1, 1, settings.code};
  const Activation end = activation_of(settings.output_activation);
  Settings judging = settings;
  if (settings.discriminator_activation != "same")
    judging.activation = settings.discriminator_activation;
  std::vector<Module> both;
  const std::vector<uint32_t>& channels = settings.channels;
  if (channels.empty()) {
    const std::vector<uint32_t> mirrored(settings.hidden.rbegin(), settings.hidden.rend());
    both.push_back(make_dense_row(settings, "generator", code, widths, example.features(), end));
    both.push_back(
        make_dense_row(judging, "discriminator", example, mirrored, 1, Activation::linear));
    return both;
  }
  if (!settings.hidden.empty())
    fail("hidden: adversaries with convolutions have no dense hidden layers; leave hidden empty");
  constexpr Window window{4, 2, 1};
  both.push_back({"generator", code, {}});
  both.push_back({"discriminator", example, {}});
  const Builder generator{settings, both[0]}, discriminator{judging, both[1]};
  std::vector<Shape> pictures{example};
  Settings plain = judging;
  plain.normalisation = "none";
  for (size_t i = 0; i < channels.size(); ++i) {
    if (i == 0)
      Builder{plain, both[1]}.hide<Convolution>(channels[i], window);
    else
      discriminator.hide<Convolution>(channels[i], window);
    pictures.push_back(both[1].output());
  }
  discriminator.add<Dense>(Activation::linear, 1u);
  generator.hide<Dense>(pictures.back());
  for (size_t i = channels.size(); i-- > 0;)
    grow(generator, pictures[i + 1], pictures[i], i > 0 ? channels[i - 1] : example.c,
         i > 0 ? std::nullopt : std::optional(end), window);
  return both;
}

std::vector<Module> make_segmenter(const Settings& settings, Shape example, uint32_t outputs) {
  example.n = 1;
  std::vector<Module> both;
  both.push_back({"encoder", example, {}});
  std::vector<Shape> pictures{example};
  hide_all({settings, both[0]}, pictures);
  both.push_back({"decoder", both[0].output(), {}});
  const Builder decoder{settings, both[1]};
  for (size_t i = settings.hidden.size(); i-- > 0;) {
    if (i > 0)
      decoder.hide<Dense>(settings.hidden[i - 1]);
    else
      decoder.hide<Dense>(pictures.back());
  }
  for (size_t i = settings.channels.size(); i-- > 0;)
    grow(decoder, pictures[i + 1], pictures[i], i > 0 ? settings.channels[i - 1] : outputs,
         i > 0 ? std::nullopt : std::optional(Activation::linear));
  return both;
}

std::vector<Module> make_stack(const Settings& settings, Shape example) {
  example.n = 1;
  std::vector<Module> stack;
  for (const uint32_t width : settings.hidden) {
    const Shape input = stack.empty() ? example : stack.back().output();
    stack.push_back({std::format("layer{}", stack.size() + 1), input, {}});
    const Builder builder{settings, stack.back()};
    builder.add<Dense>(builder.hidden, width);
  }
  return stack;
}

Module make_dropout(const Settings& settings, Shape input, std::string name) {
  Module module{std::move(name), input, {}};
  module.layers.push_back(std::make_unique<Dropout>(settings.dropout));
  return module;
}

Module make_head(const Settings& settings, Shape input, uint32_t classes) {
  Module module{"classifier", input, {}};
  Builder{settings, module}.add<Dense>(Activation::linear, classes);
  return module;
}

Module make_mirror(const Settings& settings, const Module& layer, std::string name,
                   const Loss& loss) {
  Module module{std::move(name), layer.output(), {}};
  const Builder builder{settings, module};
  add_layer(module.layers,
            std::make_unique<TiedDense>(layer.name + ".0", layer.input, builder.bias(),
                                        loss.activation()),
            loss.activation());
  return module;
}

Diagram draw_classifier(std::span<const Module> row, const Settings& settings) {
  Diagram d = draw_input(row[0]);
  for (const Module& module : row) draw_layers(module, d);
  d.code_layer = static_cast<uint32_t>(d.widths.size()) - 1;
  d.first_hidden = 1 + static_cast<uint32_t>(settings.channels.size());
  d.layer_names.back() = "classes, softmax";
  return d;
}

}  // namespace hourglass
