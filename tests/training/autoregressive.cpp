// Exact likelihoods of pictures, pixel by pixel: what a masked network may see, that all its probabilities are one
// distribution's, and that its samples are of it.
#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "compute/error.h"
#include "method/method.h"
#include "train/trainer.h"

using namespace hourglass;

namespace {

constexpr uint32_t numbers = 6;

// All 64 black and white pictures of 2×3, each so often.
Dataset pictures(const std::vector<uint32_t>& how_often) {
  Dataset data;
  data.name = "tiny";
  data.example = {1, 2, 3, 1};
  std::vector<uint8_t> pixels;
  for (uint32_t code = 0; code < how_often.size(); ++code)
    for (uint32_t k = 0; k < how_often[code]; ++k)
      for (uint32_t i = 0; i < numbers; ++i) pixels.push_back(code >> i & 1u ? 255 : 0);
  data.count = static_cast<uint32_t>(pixels.size() / numbers);
  data.pixels = Shared<uint8_t>(std::move(pixels));
  return data;
}

Dataset one_picture(uint32_t code) {
  std::vector<uint32_t> often(code + 1);
  often[code] = 1;
  return pictures(often);
}

Settings tiny(std::vector<uint32_t> hidden) {
  Settings s = preset_settings("autoregressive");
  s.hidden = std::move(hidden);
  s.batch = 32;
  s.learning_rate = 0.02f;
  s.seed = 3;
  return s;
}

struct Run {
  std::unique_ptr<Backend> backend = make_cpu_backend({1, true});
  Trainer trainer;
  Run(const Settings& s, const Dataset& data, uint32_t steps) : trainer(*backend, s, data) {
    trainer.advance(steps);
  }
  double probability(uint32_t code) {
    return std::exp(-trainer.evaluate(one_picture(code)).figures.loss);
  }
};

// Mirrored pairs of pixels, so that the later ones depend on the earlier.
std::vector<uint32_t> mirrored() {
  std::vector<uint32_t> often(64, 1);
  for (const uint32_t half : {0u, 1u, 3u, 5u})
    often[half | (half & 1u) << 5 | (half & 2u) << 3 | (half & 4u) << 1] = 40;
  return often;
}

}  // namespace

TEST_CASE("the probabilities of all pictures add up to 1, trained or not") {
  const Dataset data = pictures(mirrored());
  for (const std::vector<uint32_t>& hidden :
       {std::vector<uint32_t>{}, std::vector<uint32_t>{17}, std::vector<uint32_t>{9, 13, 4}})
    for (const uint32_t steps : {0u, 150u}) {
      CAPTURE(hidden.size());
      CAPTURE(steps);
      Run run(tiny(hidden), data, steps);
      double sum = 0;
      for (uint32_t code = 0; code < 64; ++code) sum += run.probability(code);
      CHECK(sum == doctest::Approx(1).epsilon(1e-5));
    }
}

TEST_CASE("the first number is known by nothing, each other one by those before it") {
  const Dataset data = pictures(mirrored());
  Run run(tiny({24}), data, 400);
  const double count = data.count;
  const std::vector<uint32_t> often = mirrored();
  // Enough hidden units learn such pictures: each number for itself would be off by far more.
  std::vector<double> share(numbers);
  for (uint32_t code = 0; code < 64; ++code)
    for (uint32_t i = 0; i < numbers; ++i) share[i] += (code >> i & 1u) * often[code] / count;
  double kl = 0, apart = 0;
  for (uint32_t code = 0; code < 64; ++code) {
    const double p = often[code] / count;
    double each = 1;
    for (uint32_t i = 0; i < numbers; ++i) each *= code >> i & 1u ? share[i] : 1 - share[i];
    kl += p * std::log(p / run.probability(code));
    apart += p * std::log(p / each);
  }
  CHECK(kl < 0.2 * apart);
  // Of the first number its bias alone tells: the share of white ones.
  double white = 0, told = 0;
  for (uint32_t code = 1; code < 64; code += 2) {
    white += often[code] / count;
    told += run.probability(code);
  }
  CHECK(told == doctest::Approx(white).epsilon(0.05));
}

TEST_CASE("samples are of the distribution that is told") {
  const Dataset data = pictures(mirrored());
  for (const std::string activation : {"relu", "tanh", "sigmoid", "softplus", "leaky_relu"}) {
    CAPTURE(activation);
    Settings s = tiny({24, 16});
    s.activation = activation;
    Run run(s, data, 300);
    constexpr uint32_t drawn = 20000;
    const std::vector<float> samples = run.trainer.method().generator()->sample(drawn, 7);
    std::vector<uint32_t> found(64);
    for (uint32_t n = 0; n < drawn; ++n) {
      uint32_t code = 0;
      for (uint32_t i = 0; i < numbers; ++i)
        code |= static_cast<uint32_t>(samples[size_t{n} * numbers + i]) << i;
      ++found[code];
    }
    // Σ (found − due)² / due is that of 64 kinds: 63 in the mean, with a deviation of 11.
    double chi_square = 0;
    for (uint32_t code = 0; code < 64; ++code) {
      const double due = drawn * run.probability(code);
      chi_square += (found[code] - due) * (found[code] - due) / due;
    }
    CHECK(chi_square < 63 + 6 * 11.2);
    CHECK(run.trainer.method().generator()->sample(2, 7) ==
          std::vector<float>(samples.begin(), samples.begin() + 2 * numbers));
  }
}

TEST_CASE("connections that are not there stay away, whatever the optimiser") {
  const Dataset data = pictures(mirrored());
  for (const std::string optimizer : {"adam", "sgd", "rmsprop"}) {
    CAPTURE(optimizer);
    Settings s = tiny({17, 9});
    s.optimizer = optimizer;
    s.weight_decay = 0.01f;
    s.clip_norm = 1;
    Run run(s, data, 30);
    uint32_t absent = 0, there = 0;
    for (const Network::Part& part : run.trainer.network().parts) {
      const Piece& weight = part.plan.pieces[0];
      const std::vector<float> values = read_now(*run.backend, part.parameter.value);
      const auto columns = static_cast<uint32_t>(weight.shape.back());
      for (uint32_t e = 0; e < weight.count(); ++e) {
        const bool learnt = weight.there(e / columns, e % columns);
        if (!learnt) CHECK(values[e] == 0.0f);
        ++(learnt ? there : absent);
      }
    }
    CHECK(absent > 0);
    CHECK(there > 0);
  }
}

TEST_CASE("points are refused in one line") {
  const auto backend = make_cpu_backend({1, false});
  CHECK_THROWS_WITH_AS(
      Trainer(*backend, preset_settings("autoregressive"), load_dataset("moons", 1).train),
      doctest::Contains("choose"), Error);
}
