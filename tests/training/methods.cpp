// What the settings of the methods do to what is learnt: each makes small what it weighs.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "compute/error.h"
#include "train/checkpoint.h"
#include "train/trainer.h"

using namespace hourglass;

namespace {

const Dataset& strokes() {
  static const Dataset data = make_strokes(500, 3);
  return data;
}

// A plain autoencoder 784-32-784.
Settings plain(std::string_view code_activation) {
  Settings s = preset_settings("linear");
  s.code = 32;
  s.batch = 50;
  s.code_activation = code_activation;
  return s;
}

struct Run {
  std::unique_ptr<Backend> backend = make_cpu_backend({1, false});
  std::unique_ptr<Trainer> trainer;
  explicit Run(const Settings& s, uint32_t steps = 150)
      : trainer(std::make_unique<Trainer>(*backend, s, strokes())) {
    trainer->advance(steps);
  }
  Evaluation evaluate() const { return trainer->evaluate(strokes()); }
  // Of a series, by its name.
  double term(std::string_view name) const {
    for (size_t i = 0; i < trainer->series().size(); ++i)
      if (trainer->series()[i].name == name) return evaluate().figures.terms[i];
    FAIL("no series ", name);
    return 0;
  }
};

}  // namespace

TEST_CASE("a heavier L1 makes the code smaller and sparser") {
  Settings light = plain("relu"), heavy = light;
  light.l1 = 1e-6f;
  heavy.l1 = 1e-2f;
  const Run a(light), b(heavy);
  CHECK(b.term("l1") < 0.5 * a.term("l1"));
  CHECK(active_share(b.evaluate().codes.mean) < active_share(a.evaluate().codes.mean));
  CHECK(b.evaluate().figures.loss ==
        doctest::Approx(b.term("reconstruction") + 1e-2 * b.term("l1")));
}

TEST_CASE("a sparsity target draws the mean activity to itself") {
  Settings s = plain("sigmoid"), with = s;
  with.kl_sparsity = 1;
  with.sparsity_target = 0.1f;
  const auto off_target = [](const Run& run) {
    const std::vector<float> codes = run.evaluate().codes.mean;
    double sum = 0;
    for (const float h : codes) sum += h;
    return std::abs(sum / static_cast<double>(codes.size()) - 0.1);
  };
  CHECK(off_target(Run(with, 400)) < 0.5 * off_target(Run(s, 400)));
}

TEST_CASE("a contractive code moves less with its input") {
  Settings light = plain("sigmoid"), heavy = light;
  light.contraction = 1e-6f;
  heavy.contraction = 1;
  CHECK(Run(heavy).term("contraction") < 0.5 * Run(light).term("contraction"));
}

TEST_CASE("terms of the code that do not fit are refused in a line") {
  Settings s = plain("relu");
  s.kl_sparsity = 1;
  CHECK_THROWS_WITH_AS(Run(s, 0), doctest::Contains("code_activation sigmoid"), Error);
  s = plain("sigmoid");
  s.contraction = 1;
  s.hidden = {20};
  CHECK_THROWS_WITH_AS(Run(s, 0), doctest::Contains("leave out hidden"), Error);
}

TEST_CASE("a denoising autoencoder gives back more than the spoilt input holds") {
  for (const char* kind : {"gaussian", "mask", "salt_pepper", "block"}) {
    CAPTURE(kind);
    Settings s = plain("relu");
    s.corruption = kind;
    s.corruption_amount = 0.3f;
    const Run before(s, 0), after(s, 400);
    CHECK(*after.evaluate().figures.mse < 0.6 * *before.evaluate().figures.mse);
    // Who learnt from clean inputs alone rebuilds them better, and spoilt ones worse.
    Settings clean = s;
    clean.corruption = "none";
    const Run never(clean, 400), spoilt(s, 0);
    CHECK(*never.evaluate().figures.mse < *after.evaluate().figures.mse);
    spoilt.trainer->restore(never.trainer->save());
    CHECK(*after.evaluate().figures.mse < 0.9 * *spoilt.evaluate().figures.mse);
    CHECK(after.evaluate().figures.loss == after.evaluate().figures.loss);  // same draws
  }
}

TEST_CASE("one learnt σ becomes the root of the mean squared error") {
  Settings s = preset_settings("vae");
  s.hidden = {32};
  s.code = 4;
  s.batch = 50;
  s.loss = "gaussian";
  s.decoder_sigma = "one";
  s.learning_rate = 1e-2f;
  const Run run(s, 600);
  const float log_variance = run.trainer->network().read_parameters().back();
  // −log p = Σ (x − y)²/2σ² + ½ log 2πσ²: at the best σ² the first part is half a nat a pixel.
  const double d = 784,
               constant = 0.5 * d * (std::log(2 * std::numbers::pi) + double{log_variance});
  CHECK(run.term("reconstruction") - constant == doctest::Approx(0.5 * d).epsilon(0.1));
}

TEST_CASE("σ a pixel and grey levels train, and begin where chance is") {
  Settings s = preset_settings("vae");
  s.hidden = {32};
  s.code = 4;
  s.batch = 50;
  s.loss = "categorical";
  s.levels = 8;
  const double chance = Run(s, 0).term("reconstruction");
  CHECK(chance == doctest::Approx(784 * std::log(8.0)).epsilon(0.1));
  CHECK(Run(s).term("reconstruction") < 0.6 * chance);
  s.loss = "gaussian";
  s.decoder_sigma = "pixel";
  CHECK(Run(s).term("reconstruction") < Run(s, 0).term("reconstruction"));
}

TEST_CASE("free bits leave the code more to tell") {
  Settings s = preset_settings("vae"), with = s;
  s.hidden = with.hidden = {32};
  s.code = with.code = 4;
  s.batch = with.batch = 50;
  s.beta = with.beta = 30;
  with.free_bits = 1;
  CHECK(Run(with, 300).term("kl") > 1.2 * Run(s, 300).term("kl"));
}

TEST_CASE("convolutions with batch normalisation train, and resume to the same bits") {
  Settings s = preset_settings("conv");
  s.channels = {4, 8};
  s.batch = 25;
  s.normalisation = "batch";
  s.dropout = 0.1f;
  s.schedule = "cosine";
  s.schedule_steps = 60;
  s.clip_norm = 1;
  s.weight_decay = 0.01f;
  s.learning_rate = 0.01f;
  const Run whole(s, 60), half(s, 31);
  CHECK(*whole.evaluate().figures.mse < 0.8 * *Run(s, 0).evaluate().figures.mse);
  const auto rest =
      resume(*half.backend, read_checkpoint(write_checkpoint(*half.trainer), "half"), strokes());
  rest->advance(29);
  CHECK(rest->weights_hash() == whole.trainer->weights_hash());
  CHECK(rest->save() == whole.trainer->save());
}

TEST_CASE("a clipped gradient and a schedule at its end move the weights less") {
  Settings s = plain("linear");
  s.optimizer = "sgd";
  s.momentum = 0;
  s.learning_rate = 1;
  const auto moved = [](Settings now) {
    const Run before(now, 0), after(now, 1);
    return std::sqrt(squared_distance(before.trainer->network().read_parameters(),
                                      after.trainer->network().read_parameters()));
  };
  const double free = moved(s);
  s.clip_norm = static_cast<float>(free / 4);
  CHECK(moved(s) == doctest::Approx(free / 4).epsilon(1e-3));
  s.clip_norm = 0;
  s.schedule = "cosine";  // warms up over a twentieth
  s.schedule_steps = 200;
  CHECK(moved(s) == doctest::Approx(free / 10).epsilon(1e-3));
}
