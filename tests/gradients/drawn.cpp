#include "gradients/drawn.h"

#include <algorithm>
#include <format>

#include "compute/random.h"
#include "model/activate.h"
#include "model/convolution.h"
#include "model/dense.h"
#include "model/dropout.h"
#include "model/normalisation.h"
#include "model/pooling.h"
#include "model/tied.h"
#include "model/transposed_convolution.h"

namespace gradients {

using namespace hourglass;

uint32_t Dice::below(uint32_t count) {
  return philox({at_++, number_, 0, 0}, 0xD1CEu, 0)[0] % count;
}
float Dice::number(float low, float high) {
  return low + (high - low) * uniform(philox({at_++, number_, 0, 0}, 0xD1CEu, 0)[0]);
}

namespace {

constexpr uint32_t largest_side = 16, most_channels = 9;

Activation any_activation(Dice& dice) {
  // Of those that there were when the numbers of networks were chosen: others would be other networks.
  constexpr uint32_t first = static_cast<uint32_t>(Activation::gelu) + 1;
  return activations[dice.below(first)].activation;
}
Activation fused_activation(Dice& dice) {
  for (;;)
    if (const Activation a = any_activation(dice); about(a).from_output) return a;
}

// Mostly few; now and then more than a vector's.
uint32_t channels(Dice& dice) {
  return dice.one_in(4) ? dice.from(10, 40) : dice.from(1, most_channels);
}

// Appends a layer of any kind; false where the shape has no room for it.
bool add(Dice& dice, uint32_t batch, Module& module) {
  const Shape x = module.output();
  auto& to = module.layers;
  const uint32_t side = std::min(x.h, x.w), longest = std::max(x.h, x.w);
  const auto start = dice.one_in(2) ? Initialisation::glorot : Initialisation::he;
  const Activation any = any_activation(dice), fused = fused_activation(dice);
  switch (dice.below(11)) {
    case 0: {
      const uint32_t kernel = dice.from(1, 5), padding = dice.below(kernel);
      if (side + 2 * padding < kernel) return false;
      const Window window{kernel, dice.from(1, most_stride), padding};
      add_layer(to, std::make_unique<Convolution>(channels(dice), window, any, start), any);
      break;
    }
    case 1: {
      const uint32_t kernel = dice.from(1, 5), stride = dice.from(1, 3);
      const uint32_t padding = dice.below(kernel), more = dice.below(stride);
      const auto whole = [&](uint32_t of) { return (of - 1) * stride + kernel + more; };
      if (whole(side) <= 2 * padding || whole(longest) > largest_side + 2 * padding) return false;
      const Window window{kernel, stride, padding};
      add_layer(to,
                std::make_unique<TransposedConvolution>(channels(dice), window, more, any, start),
                any);
      break;
    }
    case 2: add_layer(to, std::make_unique<Dense>(dice.from(1, 20), any, start), any); break;
    case 3: {
      const Shape picture{1, dice.from(1, 5), dice.from(1, 5), dice.from(1, 4)};
      add_layer(to, std::make_unique<Dense>(picture, any, start), any);
      break;
    }
    case 4: {
      const uint32_t size = dice.from(1, 3), padding = dice.below(size / 2 + 1);
      if (side + 2 * padding < size) return false;
      const Pooling kind = dice.one_in(2) ? Pooling::maximum : Pooling::average;
      to.push_back(std::make_unique<Pool>(kind, size, dice.from(1, 3), padding));
      break;
    }
    case 5: {
      const uint32_t factor = dice.from(1, 3);
      if (factor * longest > largest_side) return false;
      to.push_back(std::make_unique<Upsample>(factor));
      break;
    }
    case 6:
      if (batch * x.h * x.w < 3) return false;  // of two numbers it leaves nothing but their order
      to.push_back(std::make_unique<BatchNorm>(fused));
      break;
    case 7:
      if (x.c < 3) return false;  // the same
      to.push_back(std::make_unique<LayerNorm>(fused));
      break;
    case 8: {  // the way back through an earlier dense layer that had as many units
      const std::vector<Shape> inputs = module.inputs();
      for (size_t i = to.size(); i-- > 0;) {
        const auto learnt = to[i]->parameters(inputs[i]);
        const bool dense = learnt.size() == 1 && learnt[0].pieces.size() == 2 &&
                           learnt[0].pieces[0].shape.size() == 2;
        if (!dense || learnt[0].shape.features() != x.features()) continue;
        const std::string other = std::format("{}.{}", module.name, i);
        add_layer(to, std::make_unique<TiedDense>(other, inputs[i], true, any), any);
        return true;
      }
      return false;
    }
    case 9: to.push_back(std::make_unique<Dropout>(dice.number(0.1f, 0.5f))); break;
    default: to.push_back(std::make_unique<Activate>(any)); break;
  }
  return true;
}

}  // namespace

DrawnRow draw_row(Dice& dice) {
  const Shape input{1, dice.from(1, 14), dice.from(1, 14), dice.from(1, 3)};
  DrawnRow row{dice.from(2, 9), {"row", input, {}}};
  const uint32_t layers = dice.from(1, 8);
  while (row.module.layers.size() < layers) add(dice, row.batch, row.module);
  if (row.module.layers.back()->activation() != Activation::linear ||
      count_parameters({&row.module, 1}) == 0)
    row.module.layers.push_back(std::make_unique<Dense>(dice.from(1, 12), Activation::linear));
  return row;
}

DrawnTraining draw_training(Dice& dice) {
  Settings s = preset_settings("vae");
  const bool pictures = !dice.one_in(4);
  Shape example{1, 1, 1, dice.from(1, 20)};
  // Sides that are halved twice and doubled again must be even and odd together.
  if (pictures) example = {1, dice.from(2, 14), 0, dice.from(1, 3)};
  if (pictures) example.w = example.h + 4 * dice.below(2);
  s.hidden.clear();
  while (!dice.one_in(3) && s.hidden.size() < 3) s.hidden.push_back(dice.from(1, 24));
  s.channels.clear();
  while (pictures && dice.one_in(2) && s.channels.size() < 2) s.channels.push_back(channels(dice));
  s.pooling = dice.of({"stride", "stride", "max", "average"});
  if (pictures && s.pooling != "stride")
    example.h = 4 * dice.from(1, 3), example.w = 4 * dice.from(1, 3);
  s.bias = !dice.one_in(4);
  s.code = dice.from(1, 6);
  s.activation = about(any_activation(dice)).name;
  s.initialisation = dice.of({"glorot", "he"});
  // A batch of three: of two numbers a batch normalisation leaves nothing but their order.
  s.batch = dice.from(3, 9);
  s.normalisation = dice.of({"none", "none", "batch", "layer"});
  s.dropout = dice.one_in(3) ? dice.number(0.1f, 0.5f) : 0;
  s.latent = dice.of({"gaussian", "plain"});
  if (s.latent == "gaussian") {
    s.loss = dice.of({"bernoulli", "gaussian", "gaussian", "categorical"});
    s.samples = dice.one_in(3) ? dice.from(2, 5) : 1;
    s.importance = dice.one_in(4);
    s.conditional = dice.one_in(4);
    s.free_bits = dice.one_in(3) ? dice.number(0.001f, 0.1f) : 0;
    s.beta = dice.number(0.1f, 4);
    s.beta_warmup = dice.one_in(3) ? dice.from(1, 5) : 0;
  } else {
    s.loss = dice.of({"bernoulli", "mse", "mse", "categorical"});
    s.tied = dice.one_in(3);
    s.code_activation = about(any_activation(dice)).name;
    s.corruption = dice.of({"none", "gaussian", "mask", "salt_pepper", "block"});
    s.corruption_amount = dice.number(0, 0.5f);
    s.l1 = dice.one_in(3) ? dice.number(0, 1) : 0;
    if (dice.one_in(4)) {
      s.code_activation = "sigmoid";
      s.kl_sparsity = dice.number(0, 2);
    }
    if (dice.one_in(4)) {
      s.hidden.clear();
      s.channels.clear();
      if (s.kl_sparsity == 0) s.code_activation = dice.of({"sigmoid", "tanh", "relu", "linear"});
      s.contraction = dice.number(0, 1);
    }
  }
  s.decoder_sigma = dice.of({"fixed", "one", "pixel"});
  s.output_activation = dice.of({"linear", "sigmoid"});
  s.sigma = dice.number(0.1f, 1);
  s.levels = dice.from(2, 9);
  s.optimizer = dice.of({"adam", "sgd", "rmsprop"});
  s.nesterov = dice.one_in(2);
  s.learning_rate = dice.of({1e-3f, 1e-2f});
  s.weight_decay = dice.one_in(3) ? 0.01f : 0;
  s.clip_norm = dice.one_in(3) ? dice.number(0.1f, 2) : 0;
  s.schedule = dice.of({"constant", "cosine", "steps"});
  s.schedule_steps = dice.from(1, 20);
  s.seed = dice.below(1000);
  s.reproducible = dice.one_in(2);
  s.threads = dice.from(1, 2);

  Dataset data;
  data.name = "drawn";
  data.example = example;
  data.count = dice.from(3, 2 * s.batch);
  data.classes = dice.from(1, 4);
  std::vector<Label> labels;
  for (uint32_t e = 0; e < data.count; ++e)
    labels.push_back(static_cast<Label>(dice.below(data.classes)));
  data.labels = std::move(labels);
  data.kind = pictures ? Kind::pictures : Kind::table;
  const uint32_t numbers = data.count * example.features();
  if (dice.one_in(2)) {
    std::vector<uint8_t> pixels;
    for (uint32_t e = 0; e < numbers; ++e)
      pixels.push_back(static_cast<uint8_t>(dice.one_in(3) ? 0 : dice.below(256)));
    data.pixels = std::move(pixels);
  } else {
    std::vector<float> values;
    for (uint32_t e = 0; e < numbers; ++e) values.push_back(dice.number(0, 1));
    data.values = std::move(values);
  }
  return {s, data};
}

std::string told(const DrawnRow& row) {
  const Shape& x = row.module.input;
  std::string text = std::format("{}×{}×{}×{}:", row.batch, x.h, x.w, x.c);
  for (const auto& layer : row.module.layers) text += " " + layer->name() + ",";
  return text;
}

std::string told(const DrawnTraining& drawn) {
  const Shape& x = drawn.data.example;
  std::string text = std::format("{}×{}×{}:", x.h, x.w, x.c);
  for (const Property* p : differences(preset_settings("vae"), drawn.settings))
    text += std::format(" --{} {}", p->name, get(drawn.settings, p->name));
  return text;
}

}  // namespace gradients
