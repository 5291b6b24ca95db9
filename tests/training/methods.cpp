// What the settings of the methods do to what is learnt: each makes small what it weighs.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "compute/error.h"
#include "training/small_runs.h"

using namespace small_runs;

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
  s = plain("silu");
  s.contraction = 1;
  CHECK_THROWS_WITH_AS(Run(s, 0), doctest::Contains("choose sigmoid"), Error);
  s = plain("sigmoid");
  s.contraction = 1;
  s.hidden = {20};
  s.normalisation = "batch";
  CHECK_THROWS_WITH_AS(Run(s, 0), doctest::Contains("normalisation layer"), Error);
}

TEST_CASE("through several layers the contraction is estimated, and shrinks what it estimates") {
  Settings s = plain("linear");
  s.hidden = {20};
  s.activation = "linear";
  s.code = 5;
  s.contraction = 1e-6f;
  const Run run(s, 100);
  // Of two linear layers ∂h/∂x is the product of their weights.
  const std::vector<float> p = run.trainer->network().read_parameters();
  double exact = 0;
  for (size_t i = 0; i < 784; ++i)
    for (size_t o = 0; o < 5; ++o) {
      double sum = 0;
      for (size_t h = 0; h < 20; ++h)
        sum += double{p[i * 20 + h]} * double{p[785 * 20 + h * 5 + o]};
      exact += sum * sum;
    }
  CHECK(run.term("contraction") == doctest::Approx(exact).epsilon(0.05));
  Settings heavy = s;
  heavy.contraction = 1e-2f;
  CHECK(Run(heavy, 100).term("contraction") < 0.5 * exact);
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

TEST_CASE("a sigmoid at the end keeps means between black and white") {
  for (const char* loss : {"mse", "gaussian"}) {
    CAPTURE(loss);
    Settings s = preset_settings("vae");
    s.latent = std::string_view(loss) == "mse" ? "plain" : "gaussian";
    s.hidden = {32};
    s.code = 4;
    s.batch = 50;
    s.loss = loss;
    s.decoder_sigma = "one";
    s.output_activation = "sigmoid";
    const Run run(s, 300);
    CHECK(*run.evaluate().figures.mse < 0.7 * *Run(s, 0).evaluate().figures.mse);
    const auto far = run.trainer->codec().decode(std::array{50.0f, -50.0f, 50.0f, -50.0f});
    CHECK(std::ranges::all_of(far, [](float v) { return v >= 0 && v <= 1; }));
  }
}

TEST_CASE("a batch may be larger than the data: it begins the next pass") {
  Settings s = plain("linear");
  const Dataset one = part(strokes(), 0, 1);
  const auto backend = make_cpu_backend({1, false});
  Trainer trainer(*backend, s, one);
  trainer.advance(40);
  CHECK(trainer.epoch() == 40.0 * 50);
  const double mse = *trainer.evaluate(one).figures.mse;
  trainer.advance(200);
  CHECK(*trainer.evaluate(one).figures.mse < 0.1 * mse);
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

TEST_CASE("a schedule may be over after one step") {
  Settings s = plain("linear");
  s.schedule_steps = 1;
  for (const char* kind : {"cosine", "steps"}) {
    s.schedule = kind;
    CHECK(std::isfinite(Run(s, 5).evaluate().figures.loss));
  }
}

// Burda et al. 2016, equation 14: whatever is learnt counts a sample by its importance weight.
