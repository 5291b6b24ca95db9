// The parameter arena, and passes over it.
#include "model/network.h"

#include <algorithm>

#include "compute/error.h"
#include "compute/random.h"

namespace hourglass {
namespace {

std::vector<const Layer*> layers_of(const Autoencoder& a) {
  std::vector<const Layer*> layers;
  for (const auto& layer : a.encoder) layers.push_back(layer.get());
  if (a.latent) layers.push_back(a.latent.get());
  for (const auto& layer : a.decoder) layers.push_back(layer.get());
  return layers;
}

}  // namespace

uint64_t count_parameters(const Autoencoder& autoencoder, Shape x) {
  uint64_t count = 0;
  for (const Layer* layer : layers_of(autoencoder)) {
    // The next shapes come from this one: stop before features() wraps.
    if (x.full_count() > most_parameters) return x.full_count();
    for (const Start& start : layer->parameters(x)) count += start.shape.full_count();
    if (count > most_parameters) break;
    x = layer->output(x);
  }
  return count;
}

Network::Network(Backend& device, Autoencoder a, Shape shape)
    : backend(device), autoencoder(std::move(a)), example(shape) {
  if (count_parameters(autoencoder, example) > most_parameters)
    fail(
        "network: more than {} parameters for {}×{} images; choose narrower layers or smaller "
        "images",
        most_parameters, example.w, example.h);
  Shape x = example;
  uint32_t words = 0;
  const auto add = [&](const std::string& name, const Layer& layer) {
    for (const Start& start : layer.parameters(x)) {
      parts.push_back(
          {name, {{Buffer::none, words, start.shape}, {Buffer::none, words, start.shape}}, start});
      words += aligned(start.shape.count());
    }
    x = layer.output(x);
  };
  for (size_t i = 0; i < autoencoder.encoder.size(); ++i)
    add(std::format("encoder.{}", i), *autoencoder.encoder[i]);
  if (autoencoder.latent) add("latent", *autoencoder.latent);
  for (size_t i = 0; i < autoencoder.decoder.size(); ++i)
    add(std::format("decoder.{}", i), *autoencoder.decoder[i]);
  if (x.features() != example.features())
    fail("network: gives {} numbers for {} pixels; widen its last layer", x.features(),
         example.features());
  values_ = OwnedTensor(backend, Shape{words, 1, 1, 1});
  gradients_ = OwnedTensor(backend, Shape{words, 1, 1, 1});
  arena = {values_, gradients_};
  for (Part& part : parts) {
    part.parameter.value.buffer = arena.value.buffer;
    part.parameter.gradient.buffer = arena.gradient.buffer;
  }
}

void Network::initialise(uint64_t seed) {
  for (uint32_t p = 0; p < parts.size(); ++p) {
    const Start& start = parts[p].start;
    const uint32_t count = start.shape.count();
    const uint32_t drawn = count - start.zero_rows * start.shape.features();
    std::vector<float> values(count);
    for (uint32_t i = 0; i < drawn; i += 4) {
      const Words words = random_words(seed, Stream::initialisation, p, i / 4);
      for (uint32_t j = 0; j < std::min(4u, drawn - i); ++j)
        values[i + j] = (2.0f * uniform(words[j]) - 1.0f) * start.bound;
    }
    write(backend, parts[p].parameter.value, values);
  }
}

uint32_t Network::parameter_count() const {
  uint32_t count = 0;
  for (const Part& part : parts) count += part.start.shape.count();
  return count;
}

std::vector<float> Network::read_parameters() const {
  std::vector<float> values;
  values.reserve(parameter_count());
  const std::vector<float> all = read_now(backend, arena.value);
  for (const Part& part : parts) {
    const auto begin = all.begin() + part.parameter.value.offset;
    values.insert(values.end(), begin, begin + part.start.shape.count());
  }
  return values;
}

void Network::write_parameters(std::span<const float> from) {
  if (from.size() != parameter_count())
    fail("weights: {} numbers for a network of {}; they belong to another one", from.size(),
         parameter_count());
  for (const Part& part : parts) {
    const uint32_t count = part.start.shape.count();
    write(backend, part.parameter.value, from.first(count));
    from = from.subspan(count);
  }
}

Pass::Pass(Network& network, uint32_t n, Use use, Tensor state, Stream stream)
    : batch(n), network_(network) {
  const Autoencoder& a = network.autoencoder;
  latent_ = a.encoder.size();

  Shape shape = network.example;
  shape.n = n;
  x = make(shape);
  Tensor input = x;
  Activation activation = Activation::linear;
  for (const Layer* layer : layers_of(a)) {
    Bound b{layer, {}, {}};
    b.slots.x = input;
    b.slots.y = make(layer->output(input.shape));
    if (const Shape extra = layer->extra_output(input.shape); extra.count() > 0)
      b.slots.extra = make(extra);
    b.slots.state = state;
    b.slots.input_activation = activation;
    b.slots.stream = stream;
    if (use == Use::training) {
      b.slots.dy = make(b.slots.y.shape);
      if (!bound_.empty()) b.slots.dx = bound_.back().slots.dy;
    }
    input = b.slots.y;
    activation = layer->activation();
    bound_.push_back(std::move(b));
  }
  size_t part = 0;
  for (Bound& b : bound_) {
    for (size_t i = b.layer->parameters(b.slots.x.shape).size(); i > 0; --i)
      b.parameters.push_back(network.parts[part++].parameter);
    b.slots.parameters = b.parameters;
  }
  heads = bound_[a.encoder.size() - 1].slots.y;
  z = a.latent ? bound_[latent_].slots.y : heads;
  if (a.latent) kl = bound_[latent_].slots.extra;
  y = bound_.back().slots.y;
  dy = bound_.back().slots.dy;
}

Tensor Pass::make(Shape shape) { return owned_.emplace_back(network_.backend, shape); }

void Pass::encode(Program& program) const {
  for (size_t i = 0; i < latent_; ++i) bound_[i].layer->forward(program, bound_[i].slots);
}

void Pass::latent(Program& program) const {
  if (kl) bound_[latent_].layer->forward(program, bound_[latent_].slots);
}

void Pass::decode(Program& program) const {
  for (size_t i = latent_ + (kl ? 1 : 0); i < bound_.size(); ++i)
    bound_[i].layer->forward(program, bound_[i].slots);
}

void Pass::backward(Program& program) const {
  for (size_t i = bound_.size(); i-- > 0;) bound_[i].layer->backward(program, bound_[i].slots);
}

}  // namespace hourglass
