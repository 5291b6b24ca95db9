// Bounds and likelihoods: several samples, importance weights, labels, σ and grey levels.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "compute/error.h"
#include "train/checkpoint.h"
#include "training/small_runs.h"

using namespace small_runs;

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

TEST_CASE("the mean of several samples has the same bound as one, and its gradient less noise") {
  Settings one = small_vae(), five = one;
  five.samples = 5;
  CHECK(Run(five, 300).evaluate().figures.loss ==
        doctest::Approx(Run(one, 300).evaluate().figures.loss).epsilon(0.05));
  // What a step tells is the mean over them: it wavers less.
  const auto wavers = [](Settings s) {
    s.optimizer = "sgd";
    s.learning_rate = 1e-6f;  // the weights stay
    const Run run(s, 200);
    const Track track = run.trainer->take_losses();
    double squares = 0;  // of neighbours' differences: the weights' slow way cancels
    for (size_t i = 1; i < track.size(); ++i) {
      const double step = double{track.row(i)[0]} - double{track.row(i - 1)[0]};
      squares += step * step;
    }
    return squares;
  };
  one.batch = five.batch = 500;  // every step the same examples
  CHECK(wavers(five) < 0.5 * wavers(one));
}

TEST_CASE("importance weights give a tighter bound, which is what is trained and told") {
  Settings s = small_vae();
  s.samples = 8;
  s.importance = true;
  const Run run(s, 300);
  const double bound = run.term("bound");
  CHECK(run.evaluate().figures.loss == bound);
  CHECK(bound < run.term("reconstruction") + run.term("kl"));
  CHECK(bound == doctest::Approx(run.trainer->importance_weighted_nll(strokes(), 500, 8)));
  Track losses = run.trainer->take_losses();
  CHECK(total(losses.last(), run.trainer->series(), s) == losses.last()[2]);
  // With one sample the bound is the ELBO, by its samples in place of its expectation.
  s.samples = 1;
  const Run single(s, 300);
  Settings elbo = s;
  elbo.importance = false;
  CHECK(single.term("bound") ==
        doctest::Approx(Run(elbo, 300).evaluate().figures.loss).epsilon(0.03));
}

TEST_CASE(
    "a decoder that is told the label leaves the code less to tell, and draws what it is told") {
  Settings s = small_vae(), with = s;
  with.conditional = true;
  const Run blind(s, 600), told(with, 600);
  CHECK(told.term("kl") < blind.term("kl"));
  Codec& codec = told.trainer->codec();
  CHECK(codec.classes() == 10);
  // The same code as all ten digits: each is nearest to the mean picture of its own class.
  std::vector<float> means(10 * 784);
  for (uint32_t i = 0; i < strokes().count; ++i)
    for (uint32_t p = 0; p < 784; ++p)
      means[strokes().labels[i] * 784u + p] += static_cast<float>(strokes().image(i)[p]) / 255 / 50;
  std::vector<Label> labels;
  for (Label digit = 0; digit < 10; ++digit) labels.push_back(digit);
  const std::vector<float> drawn = codec.decode(std::vector<float>(10 * 4), labels);
  uint32_t right = 0;
  for (size_t d = 0; d < 10; ++d) {
    size_t nearest = 0;
    double least = 1e9;
    for (size_t c = 0; c < 10; ++c) {
      const double off = squared_distance(std::span(drawn).subspan(d * 784, 784),
                                          std::span(means).subspan(c * 784, 784));
      if (off >= least) continue;
      least = off;
      nearest = c;
    }
    right += nearest == d;
  }
  CHECK(right >= 8);
  CHECK_THROWS_WITH_AS(codec.decode(std::vector<float>(4), std::vector<Label>{10}),
                       doctest::Contains("choose from 0 to 9"), Error);
  CHECK_THROWS_WITH_AS(codec.decode(std::vector<float>(12), std::vector<Label>{1, 2}),
                       doctest::Contains("2 labels for 3 codes"), Error);
  Dataset unlabelled = strokes();
  unlabelled.labels = {};
  unlabelled.classes = 0;
  CHECK_THROWS_WITH_AS(Trainer(*told.backend, with, unlabelled), doctest::Contains("no labels"),
                       Error);
  // Of a file, too.
  const Checkpoint saved = read_checkpoint(write_checkpoint(*told.trainer), "saved");
  CHECK(saved.example.classes == 10);
  const auto again = resume(*told.backend, saved, strokes());
  again->advance(3);
  told.trainer->advance(3);
  CHECK(again->save() == told.trainer->save());
  CHECK_THROWS_WITH_AS(resume(*told.backend, saved, unlabelled), doctest::Contains("10 classes"),
                       Error);
}

TEST_CASE("all that a variational autoencoder may be asked for goes together") {
  Settings s = small_vae();
  s.channels = {3};
  s.hidden = {};
  s.conditional = true;
  s.samples = 3;
  s.normalisation = "layer";
  for (const bool importance : {false, true}) {
    s.importance = importance;
    s.free_bits = importance ? 0.0f : 0.5f;
    const double before = Run(s, 0).evaluate().figures.loss;
    CHECK(Run(s, 150).evaluate().figures.loss < 0.7 * before);
  }
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

TEST_CASE("σ is learnt from importance weighted samples as the bound says") {
  Settings s = preset_settings("vae");
  s.hidden = {};
  s.code = 2;
  s.batch = 50;
  s.loss = "gaussian";
  s.decoder_sigma = "one";
  s.samples = 4;
  s.importance = true;
  const Run run(s, 20);
  Trainer::State state = run.trainer->save();
  // The slope of the bound of the next step by log σ², which is the last parameter.
  const auto bound = [&](float log_variance) {
    Trainer::State moved = state;
    moved.parameters.back() = log_variance;
    run.trainer->restore(moved);
    run.trainer->advance(1);
    return double{run.trainer->take_losses().last()[2]};
  };
  const float at = state.parameters.back(), h = 0.01f;
  const double slope = (bound(at + h) - bound(at - h)) / double{2 * h};
  bound(at);
  const Network& network = run.trainer->network();
  const Tensor learnt = network.parts.back().parameter.gradient;
  CHECK(double{read_now(*run.backend, learnt)[0]} == doctest::Approx(slope).epsilon(0.01));
}
