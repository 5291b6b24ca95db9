// One example's way through a Gaussian code and back, and what is filled in where it was erased.
#include "train/latent_trace.h"

#include <doctest/doctest.h>

#include <cmath>

#include "compute/error.h"
#include "model/prior.h"
#include "train/infill.h"
#include "training/small_runs.h"

using namespace small_runs;

namespace {

// −log p(x|z) of a Bernoulli decoder, nats.
double bernoulli(Trainer& trainer, std::span<const float> x, std::span<const float> z,
                 std::optional<Label> label) {
  const Label one = label.value_or(0);
  const std::vector<float> y = trainer.codec().decode(z, std::span(&one, 1));
  double nats = 0;
  for (size_t i = 0; i < x.size(); ++i)
    nats -= double{x[i]} * std::log(double{y[i]}) + (1 - double{x[i]}) * std::log1p(-double{y[i]});
  return nats;
}

}  // namespace

TEST_CASE(
    "a trace has the numbers of a step: encoded, decoded, and the gradient as differences tell "
    "it") {
  for (const char* preset : {"vae", "conv-vae", "conditional-vae"}) {
    CAPTURE(preset);
    Settings s = preset_settings(preset);
    s.hidden = {16};
    if (!s.channels.empty()) s.channels = {2, 4};
    s.code = 3;
    s.batch = 50;
    s.beta = 0.5f;
    const Run run(s, 60);
    Trainer& trainer = *run.trainer;
    const std::string before = trainer.weights_hash();
    const std::vector<float> x = pixels_of(strokes(), 7, 1), epsilon{0.5f, -1.2f, 0.1f};
    const Label label = strokes().labels[7];
    const LatentTrace t = trace_latent(trainer, x, label, epsilon);
    CHECK(t.step == 60);
    CHECK(t.beta == 0.5f);
    const Codes codes = trainer.codec().encode(x);
    double kl = 0;
    for (size_t j = 0; j < 3; ++j) {
      CHECK(t.mean[j] == doctest::Approx(codes.mean[j]).epsilon(1e-4));
      CHECK(t.log_variance[j] == doctest::Approx(codes.log_variance[j]).epsilon(1e-4));
      const double sigma = std::exp(0.5 * t.log_variance[j]);
      CHECK(t.z[j] == doctest::Approx(t.mean[j] + sigma * epsilon[j]));
      CHECK(t.dmean[j] == doctest::Approx(t.dz[j] + 0.5 * t.mean[j]).epsilon(1e-3));
      CHECK(t.dsigma[j] ==
            doctest::Approx(epsilon[j] * t.dz[j] + 0.5 * (sigma - 1 / sigma)).epsilon(1e-3));
      kl += 0.5 * (t.mean[j] * t.mean[j] + sigma * sigma - 1 - t.log_variance[j]);
      std::vector<float> up = t.z, down = t.z;
      constexpr float h = 1e-2f;
      up[j] += h, down[j] -= h;
      const double slope =
          (bernoulli(trainer, x, up, label) - bernoulli(trainer, x, down, label)) / (2 * h);
      CHECK(t.dz[j] == doctest::Approx(slope).epsilon(0.02));
    }
    CHECK(t.kl == doctest::Approx(kl).epsilon(1e-4));
    CHECK(t.reconstruction == doctest::Approx(bernoulli(trainer, x, t.z, label)).epsilon(1e-3));
    CHECK(t.output.size() == 784);
    // It has changed nothing: the next steps are those of a training that was not looked at.
    CHECK(trainer.weights_hash() == before);
    trainer.advance(5);
    const Run other(s, 65);
    CHECK(trainer.weights_hash() == other.trainer->weights_hash());
  }
}

TEST_CASE("a unit within its free bits has no gradient of the KL in a trace") {
  Settings s = small_vae();
  s.free_bits = 100;
  const Run run(s, 20);
  const std::vector<float> x = pixels_of(strokes(), 0, 1);
  const LatentTrace t = trace_latent(*run.trainer, x, {}, std::vector<float>(4, 0.3f));
  for (size_t j = 0; j < 4; ++j) CHECK(t.dmean[j] == doctest::Approx(t.dz[j]).epsilon(1e-4));
}

TEST_CASE("what cannot be traced is refused in one line") {
  const std::vector<float> x = pixels_of(strokes(), 0, 1);
  const Run plain_one(plain("linear"), 0);
  CHECK_THROWS_WITH_AS(trace_latent(*plain_one.trainer, x, {}, std::vector<float>(32)),
                       doctest::Contains("latent to gaussian"), Error);
  Settings s = small_vae();
  const Run run(s, 0);
  CHECK_THROWS_WITH_AS(trace_latent(*run.trainer, x, {}, std::vector<float>(3)),
                       doctest::Contains("wanted 784 and 4"), Error);
  s.normalisation = "batch";
  const Run batch(s, 0);
  CHECK_THROWS_WITH_AS(trace_latent(*batch.trainer, x, {}, std::vector<float>(4)),
                       doctest::Contains("normalisation to layer or none"), Error);
}

TEST_CASE("what was erased comes back through the network, and what was kept stays as it is") {
  Settings s = preset_settings("mlp");
  s.hidden = {64};
  s.code = 16;
  s.batch = 50;
  const Run run(s, 400);
  Codec& codec = run.trainer->codec();
  std::vector<bool> erased(784);
  for (size_t row = 10; row < 18; ++row)
    for (size_t column = 8; column < 20; ++column) erased[28 * row + column] = true;
  double begun = 0, ended = 0;
  for (uint32_t i = 0; i < 10; ++i) {
    const std::vector<float> x = pixels_of(strokes(), i, 1);
    const std::vector<float> all = finish(infilling(codec, x, erased, 12, {}));
    REQUIRE(all.size() == 13 * 784);
    for (size_t k = 0; k < 784; ++k) {
      if (!erased[k]) {
        for (size_t pass = 0; pass < 13; ++pass) REQUIRE(all[pass * 784 + k] == x[k]);
        continue;
      }
      CHECK(all[k] == 0);
      begun += std::pow(double{all[k]} - x[k], 2);
      ended += std::pow(double{all[12 * 784 + k]} - x[k], 2);
    }
  }
  CHECK(ended < 0.5 * begun);
  CHECK_THROWS_WITH_AS(finish(infilling(codec, std::vector<float>(10), erased, 1, {})),
                       doctest::Contains("infill: 10 numbers"), Error);
}
