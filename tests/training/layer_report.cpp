// What is told of layers, against what is known otherwise.
#include "train/layer_report.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "data/pixels.h"
#include "data/sources.h"
#include "training/point_runs.h"
#include "training/small_runs.h"

using namespace small_runs;

namespace {

uint64_t sum(const Spread& spread) {
  return std::accumulate(spread.bins.begin(), spread.bins.end(), uint64_t{0});
}

const LayerReport& layer(const LayersReport& report, std::string_view module, size_t i) {
  for (const LayerReport& l : report.layers)
    if (l.module == module && i-- == 0) return l;
  throw std::out_of_range("no such layer");
}

// What a dense layer without an activation makes of x, by its numbers as they are saved.
std::vector<float> affine(const std::vector<float>& x, const float* w, size_t outputs) {
  std::vector<float> y(w + x.size() * outputs, w + (x.size() + 1) * outputs);
  for (size_t i = 0; i < x.size(); ++i)
    for (size_t o = 0; o < outputs; ++o) y[o] += x[i] * w[i * outputs + o];
  return y;
}

float distance(std::span<const float> a, std::span<const float> b) {
  REQUIRE(a.size() == b.size());
  float most = 0;
  for (size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

}  // namespace

TEST_CASE("of every layer of every kind of network all weights are counted, and nothing changes") {
  for (const char* preset :
       {"linear", "deep", "conv", "denoising", "sparse", "vae", "conv-vae", "conditional-vae",
        "classifier", "stacked", "dcgan", "autoregressive"}) {
    CAPTURE(preset);
    Settings s = preset_settings(preset);
    s.batch = 16;
    const Run run(s, 3);
    Trainer& trainer = *run.trainer;
    const std::string before = trainer.weights_hash();
    const std::vector<float> statistics = trainer.network().read_statistics();
    const LayersReport report = report_layers(trainer, strokes());
    CHECK(trainer.weights_hash() == before);
    CHECK(trainer.network().read_statistics() == statistics);
    CHECK(report.step == 3);
    CHECK(report.examples == report_examples);
    CHECK(report.reach > 0);
    std::map<std::string, size_t> place;
    size_t layers = 0;
    for (const Module& module : trainer.network().modules) layers += module.layers.size();
    REQUIRE(report.layers.size() == layers);
    for (const LayerReport& l : report.layers) {
      const std::string name = l.module + "." + std::to_string(place[l.module]++);
      CAPTURE(name);
      uint64_t weights = 0, biases = 0;
      for (const Network::Part& part : trainer.network().parts)
        if (part.name == name)
          for (const Piece& piece : part.plan.pieces) {
            uint64_t there = piece.count();
            if (piece.there) {
              there = 0;
              for (uint32_t i = 0; i < piece.shape[0]; ++i)
                for (uint32_t o = 0; o < piece.shape[1]; ++o) there += piece.there(i, o);
            }
            (piece.name == "bias" ? biases : weights) += there;
          }
      CHECK(l.weights.count == (weights > 0 ? weights : biases));
      CHECK(sum(l.weights) == l.weights.count);
      CHECK(sum(l.gradients) + l.gradients.zeros == l.gradients.count);
      CHECK((l.gradients.count == 0 || l.gradients.count == l.weights.count));
      CHECK(l.dead.size() <= l.units);
      // A stack's first phase teaches its first layer; the layers behind it have learnt nothing yet.
      if (preset != std::string_view("stacked") && l.weights.count > 0) {
        CHECK(l.gradients.rms > 0);
        CHECK(l.update > 0);
      }
      CHECK(l.activations.size() == l.output.features());
    }
  }
}

TEST_CASE(
    "a report’s activations are what its weights make of the example, and the codec’s codes") {
  Settings dense = preset_settings("deep");
  dense.hidden = {12, 7};
  dense.batch = 20;
  const Run run(dense, 10);
  const Dataset some = part(strokes(), 5, 30);
  const LayersReport report = report_layers(*run.trainer, some);
  CHECK(report.examples == 30);
  const std::vector<float> weights = run.trainer->network().read_parameters();
  const float* w = weights.data();
  std::vector<float> x = pixels_of(some, 0, 1);
  for (const LayerReport& l : report.layers) {
    const size_t inputs = x.size(), outputs = l.output.features();
    x = affine(x, w, outputs);
    if (l.activation == Activation::tanh)
      for (float& v : x) v = std::tanh(v);
    CHECK(distance(x, l.activations) < 1e-4f);
    w += (inputs + 1) * outputs;
  }
  REQUIRE(w == weights.data() + weights.size());
  const std::vector<float> first = pixels_of(some, 0, 1);
  CHECK(distance(layer(report, "encoder", 2).activations, run.trainer->codec().encode(first).mean) <
        1e-5f);

  Settings conv = preset_settings("conv");
  conv.batch = 20;
  const Run convolved(conv, 10);
  const LayersReport maps = report_layers(*convolved.trainer, some);
  const LayerReport& l = layer(maps, "encoder", 0);
  REQUIRE(l.output.h == 14);
  const std::vector<float> k = convolved.trainer->network().read_parameters();
  const size_t channels = l.output.c;
  std::vector<float> y(l.output.features());
  for (size_t v = 0; v < 14; ++v)
    for (size_t u = 0; u < 14; ++u)
      for (size_t c = 0; c < channels; ++c) {
        float value = k[9 * channels + c];
        for (size_t i = 0; i < 3; ++i)
          for (size_t j = 0; j < 3; ++j)
            // Stride 2 with a margin of 1.
            if (const size_t row = 2 * v + i, column = 2 * u + j;
                row > 0 && row <= 28 && column > 0 && column <= 28)
              value += first[(row - 1) * 28 + column - 1] * k[(3 * i + j) * channels + c];
        y[(14 * v + u) * channels + c] =
            l.activation == Activation::relu ? std::max(value, 0.0f) : value;
      }
  CHECK(l.activation == Activation::relu);
  CHECK(distance(y, l.activations) < 1e-5f);
  const size_t code =
      static_cast<size_t>(std::ranges::count(maps.layers, "encoder", &LayerReport::module)) - 1;
  CHECK(distance(layer(maps, "encoder", code).activations,
                 convolved.trainer->codec().encode(first).mean) < 1e-5f);
}

TEST_CASE("of a Gaussian code the means go on, and a decoder is told its label") {
  for (const char* preset : {"vae", "conditional-vae"}) {
    Settings s = preset_settings(preset);
    s.hidden = {16};
    s.code = 10;  // as many as there are classes
    s.batch = 20;
    const Run run(s, 20);
    const Dataset some = part(strokes(), 3, 70);
    const LayersReport report = report_layers(*run.trainer, some);
    const Codes codes = run.trainer->codec().encode(pixels_of(some, 0, 1));
    const LayerReport &heads = layer(report, "encoder", 1), &out = layer(report, "decoder", 1);
    CHECK(distance(std::span(heads.activations).first(10), codes.mean) < 1e-5f);
    const std::vector<float> decoded =
        run.trainer->codec().decode(codes.mean, std::span(&some.labels[0], 1));
    std::vector<float> probabilities;
    for (const float logit : out.activations) probabilities.push_back(1 / (1 + std::exp(-logit)));
    CHECK(distance(probabilities, decoded) < 1e-5f);
  }
}

TEST_CASE("dead units are those that are never on, or at one end for all that was looked at") {
  Settings s = preset_settings("vae");
  s.hidden = {20};
  s.code = 4;
  s.batch = 20;
  const Run run(s, 5);
  Network& network = run.trainer->network();
  const auto dead = [&](const char* module) {
    const LayersReport report = report_layers(*run.trainer, strokes());
    const LayerReport& l = layer(report, module, 0);
    CHECK(l.units == 20);
    return l.dead;
  };
  REQUIRE(dead("encoder").empty());
  std::vector<float> weights = network.read_parameters();
  // Two units whose bias no pixel outweighs; the biases are the last row of the first layer.
  weights[784 * 20 + 3] = weights[784 * 20 + 17] = -1e4f;
  network.write_parameters(weights);
  CHECK(dead("encoder") == std::vector<uint32_t>{3, 17});

  Settings sparse = preset_settings("sparse");
  sparse.batch = 20;
  sparse.code_activation = "sigmoid";
  const Run on(sparse, 5);
  Network& boxed = on.trainer->network();
  weights = boxed.read_parameters();
  const size_t code = sparse.code;
  REQUIRE(sparse.hidden.empty());
  weights[784 * code + 1] = 1e3f;
  weights[784 * code + 2] = -1e3f;
  boxed.write_parameters(weights);
  const LayersReport report = report_layers(*on.trainer, strokes());
  const LayerReport& l = layer(report, "encoder", 0);
  CHECK(l.units == code);
  CHECK(std::ranges::count(l.dead, 1u) == 1);
  CHECK(std::ranges::count(l.dead, 2u) == 1);
  CHECK(l.dead.size() < code);
  // The picture's own numbers are no units.
  CHECK(layer(report, "decoder", 0).units == 0);

  // Of a convolution a unit is a channel.
  Settings conv = preset_settings("conv");
  conv.batch = 20;
  const Run convolved(conv, 5);
  Network& shared = convolved.trainer->network();
  weights = shared.read_parameters();
  const size_t channels = conv.channels[0];
  for (size_t tap = 0; tap < 10; ++tap) weights[tap * channels + 2] = tap < 9 ? 0.0f : -1.0f;
  shared.write_parameters(weights);
  const LayersReport of_channels = report_layers(*convolved.trainer, strokes());
  const LayerReport& first = layer(of_channels, "encoder", 0);
  CHECK(first.units == channels);
  CHECK(std::ranges::count(first.dead, 2u) == 1);
}

TEST_CASE("the last update is what the weights moved by, whichever optimiser made it") {
  for (const char* optimiser : {"adam", "rmsprop", "sgd"})
    for (const bool nesterov : {false, true}) {
      if (nesterov && optimiser != std::string_view("sgd")) continue;
      CAPTURE(optimiser);
      Settings s = small_vae();
      s.optimizer = optimiser;
      s.nesterov = nesterov;
      s.momentum = 0.9f;
      const Run run(s, 7);
      Trainer& trainer = *run.trainer;
      const std::vector<float> before = read_now(*run.backend, trainer.network().arena.value);
      trainer.advance(1);
      const std::vector<float> after = read_now(*run.backend, trainer.network().arena.value),
                               told = trainer.last_update();
      REQUIRE(told.size() == after.size());
      double squares = 0, off = 0;
      for (size_t i = 0; i < after.size(); ++i) {
        const double moved = double{before[i]} - after[i];
        squares += moved * moved;
        off += (moved - told[i]) * (moved - told[i]);
      }
      CHECK(squares > 0);
      CHECK(std::sqrt(off) < 1e-3 * std::sqrt(squares));
    }
}

TEST_CASE("before the first step there are no gradients; a generator's layers are shown noise") {
  Settings s = preset_settings("gan-2d");
  s.batch = 16;
  const auto backend = make_cpu_backend({1, true});
  const Dataset ring = load_dataset("ring", 1).train;
  Trainer trainer(*backend, s, ring);
  LayersReport report = report_layers(trainer, ring);
  for (const LayerReport& l : report.layers) {
    CHECK(l.gradients.count == 0);
    CHECK(l.gradients.bins.empty());
    CHECK(l.update == 0);
    CHECK(l.of_noise == (l.module == "generator"));
    CHECK(l.activations.size() == l.output.features());
  }
  trainer.advance(2);
  report = report_layers(trainer, ring);
  for (const LayerReport& l : report.layers) CHECK(l.gradients.count == l.weights.count);

  // A mixture's step has no gradients.
  Settings em = preset_settings("mixture");
  Trainer mixture(*backend, em, ring);
  mixture.advance(2);
  const LayersReport of_energies = report_layers(mixture, ring);
  REQUIRE(of_energies.layers.size() == 1);
  CHECK(of_energies.layers[0].gradients.count == 0);
  CHECK(of_energies.layers[0].activations.size() == em.components);
}

TEST_CASE("a stack's mirrors make of a layer what its weights, turned round, make of it") {
  Settings s = preset_settings("stacked");
  s.hidden = {12, 9};
  s.batch = 16;
  const Run run(s, 3);
  const LayersReport report = report_layers(*run.trainer, strokes());
  const Network& network = run.trainer->network();
  const std::vector<float> numbers = read_now(network.backend, network.arena.value);
  const auto part = [&](std::string_view name) {
    const auto found = std::ranges::find(network.parts, name, &Network::Part::name);
    REQUIRE(found != network.parts.end());
    return numbers.data() + found->parameter.value.offset;
  };
  for (const char* number : {"1", "2"}) {
    const LayerReport& mirror = layer(report, std::string("decoder") + number, 0);
    const std::vector<float>& code = layer(report, std::string("layer") + number, 0).activations;
    const float *w = part(mirror.shares), *bias = part(mirror.module + ".0");
    std::vector<float> y(bias, bias + mirror.output.features());
    for (size_t i = 0; i < y.size(); ++i) {
      for (size_t o = 0; o < code.size(); ++o) y[i] += w[i * code.size() + o] * code[o];
      if (mirror.activation == Activation::sigmoid) y[i] = 1 / (1 + std::exp(-y[i]));
    }
    CHECK(distance(y, mirror.activations) < 1e-5f);
  }
}

TEST_CASE("a flow's networks are seen on the way to noise, a mixture by what each component has") {
  Settings s = preset_settings("flow");
  s.hidden = {10};
  s.activation = "tanh";
  s.couplings = 3;
  s.batch = 32;
  point_runs::Run flow(s, 20);
  const std::string hash = flow.trainer.weights_hash();
  const LayersReport report = report_layers(flow.trainer, flow.data.test);
  CHECK(flow.trainer.weights_hash() == hash);
  REQUIRE(report.layers.size() == 6);
  for (const LayerReport& l : report.layers) {
    CHECK(l.activations.size() == l.output.features());
    CHECK_FALSE(l.of_noise);
  }
  CHECK(report.layers[0].units == 10);
  const std::vector<float> x = pixels_of(flow.data.test, 0, 1),
                           weights = read_now(*flow.backend, flow.trainer.network().arena.value);
  // The first coupling moves the second number by the first.
  const auto offset = [&](std::string_view name) {
    const auto& parts = flow.trainer.network().parts;
    return weights.data() +
           std::ranges::find(parts, name, &Network::Part::name)->parameter.value.offset;
  };
  std::vector<float> hidden = affine({x[0]}, offset("coupling0.0"), 10);
  for (float& v : hidden) v = std::tanh(v);
  CHECK(distance(hidden, report.layers[0].activations) < 1e-5f);
  CHECK(distance(affine(hidden, offset("coupling0.1"), 2), report.layers[1].activations) < 1e-5f);

  Settings m = preset_settings("mixture");
  m.components = 4;
  point_runs::Run mixture(m, 5);
  const LayersReport shares = report_layers(mixture.trainer, mixture.data.test);
  const std::vector<float> p = pixels_of(mixture.data.test, 0, 1);
  std::vector<float> wanted = affine({p[0], p[1], p[0] * p[0], p[0] * p[1], p[1] * p[1]},
                                     mixture.trainer.network().read_parameters().data(), 4);
  float sum_of = 0;
  for (float& v : wanted) sum_of += v = std::exp(-v);
  for (float& v : wanted) v /= sum_of;
  CHECK(distance(wanted, shares.layers.at(0).activations) < 1e-4f);
}
