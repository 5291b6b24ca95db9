// The layers that settings ask for: tied weights, no bias, pooling, normalisation.
#include <doctest/doctest.h>

#include <cmath>

#include "compute/error.h"
#include "train/checkpoint.h"
#include "training/small_runs.h"

using namespace small_runs;

TEST_CASE("tied weights are the encoder's, learnt from both sides") {
  for (const char* activation : {"tanh", "silu"}) {
    CAPTURE(activation);
    Settings s = preset_settings("deep"), tied = s;
    tied.hidden = s.hidden = {32, 16};
    tied.batch = s.batch = 50;
    tied.activation = s.activation = activation;
    tied.code = s.code = 8;
    tied.tied = true;
    const Run run(tied, 300);
    const uint32_t shared = 784 * 32 + 32 * 16 + 16 * 8;
    CHECK(run.trainer->network().parameter_count() ==
          Run(s, 0).trainer->network().parameter_count() - shared);
    CHECK(*run.evaluate().figures.mse < 0.6 * *Run(tied, 0).evaluate().figures.mse);
    const auto again =
        resume(*run.backend, read_checkpoint(write_checkpoint(*run.trainer), "tied"), strokes());
    run.trainer->advance(2);
    again->advance(2);
    CHECK(again->weights_hash() == run.trainer->weights_hash());
  }
}

// The gradient of a shared weight is the sum of both its uses': sgd moves it by just that.
TEST_CASE("a tied weight's gradient is that of both its uses") {
  Settings s = plain("linear");
  s.tied = true;
  s.code = 3;
  s.batch = 500;
  s.optimizer = "sgd";
  s.momentum = 0;
  s.learning_rate = 1e-3f;
  Run run(s, 0);
  const Trainer::State begin = run.trainer->save();
  run.trainer->advance(1);
  std::vector<float> moved = run.trainer->save().parameters;
  double slope = 0;  // d loss / d rate = −|g|²
  for (size_t i = 0; i < moved.size(); ++i) {
    const double g = (double{begin.parameters[i]} - double{moved[i]}) / 1e-3;
    slope += g * g;
  }
  const auto loss_at = [&](double rate) {
    Trainer::State at = begin;
    for (size_t i = 0; i < moved.size(); ++i)
      at.parameters[i] += static_cast<float>(rate / 1e-3) * (moved[i] - begin.parameters[i]);
    run.trainer->restore(at);
    return run.evaluate().figures.loss;
  };
  const double h = 0.02;
  CHECK((loss_at(-h) - loss_at(h)) / (2 * h) == doctest::Approx(slope).epsilon(0.02));
}

TEST_CASE("without a bias a linear autoencoder is a product of two matrices") {
  Settings s = plain("linear");
  s.bias = false;
  const Run run(s, 50);
  CHECK(run.trainer->codec().decode(std::vector<float>(32)) == std::vector<float>(784));
  CHECK(*run.evaluate().figures.mse < 0.8 * *Run(s, 0).evaluate().figures.mse);
}

TEST_CASE("pooling halves pictures as strides do, and upsampling is its way back") {
  for (const char* pooling : {"max", "average"}) {
    CAPTURE(pooling);
    Settings s = preset_settings("conv");
    s.channels = {4, 8};
    s.batch = 25;
    s.pooling = pooling;
    CHECK(*Run(s, 60).evaluate().figures.mse < 0.8 * *Run(s, 0).evaluate().figures.mse);
    s.channels = {2, 2, 2};
    CHECK_THROWS_WITH_AS(Run(s, 0), doctest::Contains("7×7 cannot be halved"), Error);
  }
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
