// Whole trainings, small ones: what is learnt, and that the same bits come again.
#include "train/trainer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "compute/error.h"
#include "compute/state.h"
#include "model/presets.h"
#include "train/checkpoint.h"

using namespace hourglass;

namespace {

Settings small(std::string_view preset) {
  Settings s = preset_settings(preset);
  s.hidden = {32};
  s.code = 4;
  s.batch = 50;
  s.reproducible = true;
  s.threads = 1;
  return s;
}

struct Run {
  std::unique_ptr<Backend> backend;
  std::unique_ptr<Trainer> trainer;
};

Run start(const Settings& s, const Dataset& data) {
  Run run{make_cpu_backend({s.threads, s.reproducible}), nullptr};
  run.trainer = std::make_unique<Trainer>(*run.backend, s, data);
  return run;
}

const Dataset& strokes() {
  static const Dataset data = make_strokes(500, 3);
  return data;
}

}  // namespace

TEST_CASE("an untrained VAE costs about what guessing one half of every pixel costs") {
  const Run run = start(small("vae"), strokes());
  const Figures f = run.trainer->evaluate(strokes()).figures;
  CHECK(f.terms[0] == doctest::Approx(784 * std::log(2.0)).epsilon(0.2));
  CHECK(f.loss == doctest::Approx(f.terms[0] + f.terms[1]));
}

TEST_CASE(
    "training lowers the loss of images never seen, with small autoencoders of every preset's "
    "kind") {
  const Dataset test = make_strokes_range(100000, 200, 3);
  for (const Preset& preset : presets()) {
    CAPTURE(preset.name);
    Settings s = small(preset.name);
    if (s.method != "autoencoder")
      continue;  // what others pay tells less: tests/training/adversarial.cpp
    if (preset.name == "linear") s.hidden = {};
    const Run run = start(s, strokes());
    const double before = run.trainer->evaluate(test).figures.loss;
    run.trainer->advance(200);
    const double after = run.trainer->evaluate(test).figures.loss;
    CHECK(after < (s.loss == "mse" ? 0.9 : 0.5) * before);
  }
}

TEST_CASE("sgd with momentum and the Gaussian decoder learn too") {
  Settings s = small("vae");
  s.loss = "gaussian";
  s.optimizer = "sgd";
  s.learning_rate = 1e-4f;
  const Run run = start(s, strokes());
  const double before = run.trainer->evaluate(strokes()).figures.mse.value();
  run.trainer->advance(200);
  CHECK(run.trainer->evaluate(strokes()).figures.mse.value() < 0.9 * before);
}

TEST_CASE("a linear autoencoder finds the plane that data lies in, as PCA would") {
  // Images of two patterns in random shares: rank two after the mean is taken off by the biases.
  Dataset data{"plane", {1, 8, 8, 1}, 400, {}, {}, 0};
  std::vector<uint8_t> pixels;
  for (uint32_t i = 0; i < data.count; ++i) {
    const Words words = random_words(1, Stream::strokes, 0, i);
    const float a = uniform(words[0]), b = uniform(words[1]);
    for (uint32_t p = 0; p < 64; ++p)
      pixels.push_back(static_cast<uint8_t>(120 * a * static_cast<float>(p % 8) / 7 +
                                            120 * b * static_cast<float>(p / 8) / 7));
  }
  data.pixels = std::move(pixels);
  Settings s = preset_settings("linear");
  s.code = 2;
  s.batch = 50;
  s.learning_rate = 0.01f;
  const Run two = start(s, data);
  s.code = 1;
  const Run one = start(s, data);
  two.trainer->advance(1500);
  one.trainer->advance(1500);
  CHECK(two.trainer->evaluate(data).figures.mse.value() < 2e-5);  // what rounding to bytes leaves
  CHECK(one.trainer->evaluate(data).figures.mse.value() > 1e-3);  // one direction cannot hold two
}

TEST_CASE("every image is gathered once an epoch, though batches straddle epochs") {
  // 500 images of 1×4 pixels that tell their number.
  constexpr uint32_t count = 500, batch = 37, epochs = 3;
  std::vector<uint8_t> bytes;
  for (uint32_t i = 0; i < count; ++i)
    bytes.insert(bytes.end(), {static_cast<uint8_t>(i & 255u), static_cast<uint8_t>(i >> 8), 0, 0});
  const auto backend = make_cpu_backend({1, false});
  const Tensor data{backend->allocate(count), 0, {count, 1, 1, 4}};
  backend->write(data, std::as_bytes(std::span(bytes)));
  const Tensor state = allocate(*backend, {state::words, 1, 1, 1});
  const Tensor x = allocate(*backend, {batch, 1, 1, 4}),
               terms = allocate(*backend, {1, 1, 1, batch});
  const Tensor ring = allocate(*backend, {8, 1, 1, 1});
  const ProgramId step = backend->prepare(
      {{Kernel::gather, {data, state, x}, {count, static_cast<uint32_t>(Order::shuffled)}, {}},
       {Kernel::next_step, {terms, state, ring}, {count, batch}, {}}});

  std::vector<uint32_t> seen;  // in the order of training
  while (seen.size() < epochs * count) {
    backend->run(step, 1);
    const std::vector<float> pixels = read_now(*backend, x);
    for (uint32_t r = 0; r < batch; ++r)
      seen.push_back(static_cast<uint32_t>(std::lround(pixels[4 * r] * 255) +
                                           std::lround(pixels[4 * r + 1] * 255) * 256));
  }
  for (uint32_t e = 0; e < epochs; ++e) {
    const auto begin = seen.begin() + e * count;
    std::vector<uint32_t> epoch(begin, begin + count);
    CHECK_FALSE(std::ranges::is_sorted(epoch));
    std::ranges::sort(epoch);
    for (uint32_t i = 0; i < count; ++i) CHECK(epoch[i] == i);
  }
  CHECK_FALSE(std::equal(seen.begin(), seen.begin() + count, seen.begin() + count));
}

TEST_CASE("a data set whose bytes fill no whole word trains as it is") {
  // 101 images of 3 pixels, all alike: 303 bytes, of which the last are no whole word.
  const Dataset data{"odd", {1, 1, 3, 1}, 101, std::vector<uint8_t>(303, 204), {}, 0};
  Settings s = small("linear");
  s.hidden = {};
  s.code = 1;
  s.batch = 101;
  s.learning_rate = 0.01f;
  const Run run = start(s, data);
  run.trainer->advance(1000);
  CHECK(run.trainer->evaluate(data).figures.mse.value() < 1e-6);
  // A pixel lost in the device's copy would show in the loss of a step.
  CHECK(run.trainer->take_losses().last()[0] < 1e-6f);
}

TEST_CASE("steps and epochs are counted in images") {
  Settings s = small("mlp");
  s.batch = 37;
  const Run run = start(s, strokes());
  CHECK(run.trainer->steps_in(1) == 14);
  run.trainer->advance(14);
  CHECK(run.trainer->epoch() == doctest::Approx(14 * 37 / 500.0));
  CHECK(run.trainer->take_losses().size() == 14);
  CHECK(run.trainer->take_losses().empty());
  CHECK(run.trainer->steps_in(1e12) == 4294967295u);
}

TEST_CASE("the weights do not depend on the number of threads, nor on how steps are cut") {
  Settings s = small("vae");
  for (const bool reproducible : {true, false}) {
    s.reproducible = reproducible;
    s.threads = 1;
    const Run one = start(s, strokes());
    one.trainer->advance(40);
    s.threads = 3;
    const Run three = start(s, strokes());
    for (int i = 0; i < 8; ++i) {
      three.trainer->advance(5);
      three.trainer->evaluate(strokes(), 100);  // questions leave no trace
    }
    CHECK(one.trainer->weights_hash() == three.trainer->weights_hash());
  }
}

TEST_CASE("another seed gives other weights, the same seed the same") {
  Settings s = small("vae");
  const Run a = start(s, strokes()), b = start(s, strokes());
  CHECK(a.trainer->weights_hash() == b.trainer->weights_hash());
  s.seed = 1;
  CHECK(start(s, strokes()).trainer->weights_hash() != a.trainer->weights_hash());
}

TEST_CASE("200 reproducible steps of W1 give the bits they gave everywhere") {
  Settings s = preset_settings("vae");
  s.reproducible = true;
  s.threads = 2;
  const Run run = start(s, make_strokes(strokes_train_count, 0));
  run.trainer->advance(200);
  // The same natively, in WASM under node and in a browser: a change of it is a change of results.
  CHECK(run.trainer->weights_hash() == "102d50fc2e2c1aa5");
}

TEST_CASE("a live learning rate of next to nothing stops the weights") {
  const Run run = start(small("vae"), strokes());
  run.trainer->advance(5);
  const std::vector<float> before = run.trainer->network().read_parameters();
  Settings still = small("vae");
  still.learning_rate = 0;
  run.trainer->set_live(still);
  run.trainer->advance(5);
  CHECK(run.trainer->network().read_parameters() == before);
}

TEST_CASE("a heavier beta buys a smaller KL term") {
  Settings s = small("vae");
  const Run light = start(s, strokes());
  const Run heavy = start(s, strokes());
  s.beta = 8;
  heavy.trainer->set_live(s);
  light.trainer->advance(300);
  heavy.trainer->advance(300);
  CHECK(heavy.trainer->evaluate(strokes()).figures.terms[1] <
        0.7 * light.trainer->evaluate(strokes()).figures.terms[1]);
}

TEST_CASE("more importance samples tighten the bound, and it lies below -ELBO") {
  const Run run = start(small("vae"), strokes());
  run.trainer->advance(300);
  const double elbo = run.trainer->evaluate(strokes(), 100).figures.loss;
  const double five = run.trainer->importance_weighted_nll(strokes(), 100, 5);
  const double fifty = run.trainer->importance_weighted_nll(strokes(), 100, 50);
  CHECK(five < elbo);
  CHECK(fifty < five);
  CHECK(fifty > 0.5 * elbo);
}

TEST_CASE("evaluation gives the same figures whenever it is asked") {
  const Run run = start(small("vae"), strokes());
  run.trainer->advance(10);
  const double first = run.trainer->evaluate(strokes()).figures.loss;
  CHECK(run.trainer->evaluate(strokes()).figures.loss == first);
}

TEST_CASE("what does not fit is refused in a line") {
  const Run run = start(small("vae"), strokes());
  CHECK_THROWS_WITH_AS(run.trainer->codec().decode(std::vector<float>(5)),
                       doctest::Contains("codes of 4"), Error);
  CHECK_THROWS_AS(run.trainer->codec().encode(std::vector<float>(783)), Error);
  Dataset other{"other", {1, 2, 2, 1}, 1, {1, 2, 3, 4}, {}, 0};
  CHECK_THROWS_WITH_AS(run.trainer->evaluate(other), doctest::Contains("784"), Error);
  CHECK_THROWS_AS(start(small("vae"), Dataset{"none", {1, 28, 28, 1}, 0, {}, {}, 0}), Error);
  Settings huge = small("mlp");
  huge.hidden = {4096};
  huge.batch = 1;
  const Dataset large{"large", {1, 1024, 1024, 1}, 1, std::vector<uint8_t>(1u << 20), {}, 0};
  CHECK_THROWS_WITH_AS(start(huge, large), doctest::Contains("narrower layers"), Error);
  CHECK_THROWS_AS(start(small("mlp"), strokes()).trainer->importance_weighted_nll(strokes(), 1, 1),
                  Error);
}
