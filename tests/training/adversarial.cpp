// Adversarial trainings: what is kept over a save, what threads leave alone, what the figures mean.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "compute/error.h"
#include "compute/state.h"
#include "data/points.h"
#include "gradients/listener.h"
#include "method/method.h"
#include "train/checkpoint.h"
#include "train/trainer.h"
#include "training/point_runs.h"

using namespace point_runs;

TEST_CASE("an adversarial training goes on after a save as if it had not been broken off") {
  for (const std::string preset : {"gan-2d", "mixture", "flow", "affine-generator"}) {
    CAPTURE(preset);
    Settings s = preset_settings(preset);
    s.hidden = {16, 16};
    s.discriminator_steps = 2;
    s.batch = 40;
    if (s.method == "mixture") s.data = "moons";  // on the ring it has arrived before
    Run whole(s, 25), half(s, 11), other(s, 0);
    other.trainer.restore(half.trainer.save());
    other.trainer.advance(14);
    CHECK(other.trainer.save() == whole.trainer.save());
    CHECK(half.trainer.weights_hash() != whole.trainer.weights_hash());
  }
}

TEST_CASE("convolutions against each other go on after a save, whatever the threads") {
  Settings s = preset_settings("dcgan");
  s.channels = {4, 6};
  s.code = 5;
  s.batch = 12;
  const Dataset data = make_strokes(60, 2);
  const auto one = make_cpu_backend({1, true}), two = make_cpu_backend({2, true});
  Trainer whole(*one, s, data), half(*two, s, data), other(*one, s, data);
  whole.advance(12);
  half.advance(5);
  other.restore(half.save());
  other.advance(7);
  CHECK(other.save() == whole.save());
  // A saved one knows what it makes, though its first layer takes noise.
  const Checkpoint saved = read_checkpoint(write_checkpoint(whole), "it");
  CHECK(saved.example.shape == data.example);
  CHECK(resume(*one, saved, data)->method().generator()->sample(3, 1) ==
        whole.method().generator()->sample(3, 1));
}

TEST_CASE("threads change no bit of an adversarial training, a mixture or a flow") {
  for (const std::string preset : {"gan-2d", "mixture", "flow", "affine-generator"}) {
    CAPTURE(preset);
    Settings s = preset_settings(preset);
    s.batch = 512;
    Run one(s, 12, {1, true}), two(s, 12, {2, true});
    CHECK(one.trainer.weights_hash() == two.trainer.weights_hash());
  }
}

TEST_CASE("each discriminator's step takes fresh examples and fresh noise") {
  Settings s = small_gan(), twice = s;
  twice.discriminator_steps = 2;
  Run one(s, 1), two(twice, 1);
  const auto stretch = [](const Run& run, const char* name) {
    const Parameter p = run.trainer.network().stretch(name, name);
    return read_now(*run.backend, p.value);
  };
  // The discriminator moved on; the generator learnt from another one and from other noise.
  CHECK(stretch(one, "discriminator") != stretch(two, "discriminator"));
  CHECK(stretch(one, "generator") != stretch(two, "generator"));
  CHECK(one.trainer.save().clock[state::position] == 40);
  CHECK(two.trainer.save().clock[state::position] == 80);

  // As it is recorded: no examples and no noise are taken twice in a step.
  const auto backend = make_cpu_backend({1, true});
  gradients::Listener listener(*backend);
  const Trainer recorded(listener, twice, points(twice.data).train);
  std::vector<uint32_t> places, draws;
  for (const Dispatch& dispatch : listener.step) {
    if (dispatch.kernel == Kernel::gather) places.push_back(dispatch.integers[3]);
    if (dispatch.kernel == Kernel::noise) draws.push_back(dispatch.integers[2]);
  }
  CHECK(places == std::vector<uint32_t>{0, 40});
  CHECK(draws.size() == 3);
  std::ranges::sort(draws);
  CHECK(std::ranges::adjacent_find(draws) == draws.end());
}

TEST_CASE("each player counts its own updates") {
  Settings s = small_gan();
  s.beta1 = 0.5f;
  s.discriminator_steps = 3;
  Run run(s, 2);
  const auto decayed = [&](size_t player) {
    return std::bit_cast<float>(run.trainer.save().players[player].words[state::beta1_power]);
  };
  CHECK(decayed(0) == 0.25f);      // the generator's two
  CHECK(decayed(1) == 0.015625f);  // the discriminator's six
  CHECK(run.trainer.step() == 2);
}

TEST_CASE("a player's turn changes that player alone, and turns in their order are a step") {
  Settings s = small_gan();
  for (const uint32_t k : {1u, 3u}) {
    CAPTURE(k);
    s.discriminator_steps = k;
    Run turns(s, 4), whole(s, 4), rest(s, 4);
    const auto stretch = [](const Run& run, const char* name) {
      const Parameter p = run.trainer.network().stretch(name, name);
      return read_now(*run.backend, p.value);
    };
    CHECK(turns.trainer.players_in_turn() ==
          std::vector<std::string>{"discriminator", "generator"});
    const auto generator = stretch(turns, "generator");
    for (uint32_t i = 0; i < k; ++i) {
      CHECK(turns.trainer.next_in_turn() == "discriminator");
      const auto before = stretch(turns, "discriminator");
      turns.trainer.take_turn("discriminator");
      CHECK(stretch(turns, "discriminator") != before);
    }
    CHECK(stretch(turns, "generator") == generator);
    CHECK(turns.trainer.step() == 4);
    const auto discriminator = stretch(turns, "discriminator");
    CHECK(turns.trainer.next_in_turn() == "generator");
    turns.trainer.take_turn("generator");
    CHECK(stretch(turns, "discriminator") == discriminator);
    CHECK(stretch(turns, "generator") != generator);
    CHECK(turns.trainer.step() == 5);
    whole.trainer.advance(1);
    CHECK(turns.trainer.save() == whole.trainer.save());
    // A step goes on where the turns ended.
    rest.trainer.take_turn("discriminator");
    rest.trainer.advance(1);
    CHECK(rest.trainer.save() == whole.trainer.save());
  }
}

TEST_CASE("who moves again and again sees fresh examples, and the steps leave the other out") {
  Settings s = small_gan();
  s.beta1 = 0.5f;
  Run twice(s, 0), whole(s, 0);
  twice.trainer.take_turn("discriminator");
  twice.trainer.take_turn("discriminator");
  whole.trainer.take_turn("discriminator");
  CHECK(twice.trainer.step() == 1);
  const Trainer::State state = twice.trainer.save();
  CHECK(state.clock[state::position] == 40);  // the second move's
  CHECK(state.turn == 1);
  CHECK(std::bit_cast<float>(state.players[0].words[state::beta1_power]) == 1);
  CHECK(std::bit_cast<float>(state.players[1].words[state::beta1_power]) == 0.25f);
  // The generator's alone is a step.
  Run other(s, 0);
  other.trainer.take_turn("generator");
  other.trainer.take_turn("generator");
  CHECK(other.trainer.step() == 2);
  CHECK(std::bit_cast<float>(other.trainer.save().players[1].words[state::beta1_power]) == 1);
  CHECK_THROWS_WITH_AS(other.trainer.take_turn("judge"),
                       "turn: there is no player 'judge'; choose discriminator or generator",
                       Error);
  Run flow(preset_settings("flow"), 0);
  CHECK(flow.trainer.players_in_turn().empty());
  CHECK_THROWS_WITH_AS(flow.trainer.take_turn("generator"), doctest::Contains("steps"), Error);
}

TEST_CASE("a training that is saved between two turns goes on with the next") {
  Settings s = small_gan();
  s.discriminator_steps = 2;
  Run run(s, 3), other(s, 0);
  run.trainer.take_turn("discriminator");
  const std::vector<uint8_t> bytes = write_checkpoint(run.trainer);
  other.trainer.restore(read_checkpoint(bytes, "saved").state);
  CHECK(other.trainer.save() == run.trainer.save());
  for (Run* one : {&run, &other}) {
    one->trainer.take_turn("discriminator");
    one->trainer.advance(2);
  }
  CHECK(other.trainer.save() == run.trainer.save());
  CHECK(run.trainer.step() == 5);
  Trainer::State wrong = run.trainer.save();
  wrong.turn = 3;
  CHECK_THROWS_AS(other.trainer.restore(wrong), Error);
}

TEST_CASE("samples are pulled to where the generator would pay less for them") {
  Run run(small_gan(), 60);
  Generator& generator = *run.trainer.method().generator();
  Field& field = *run.trainer.method().field();
  constexpr uint32_t count = 200;
  const std::vector<float> samples = generator.sample(count, 4), ways = generator.pull(count, 4);
  REQUIRE(ways.size() == samples.size());
  // What a sample costs is −log D there.
  const float h = 2e-3f;
  for (uint32_t i = 0; i < count; i += 8) {
    CAPTURE(i);
    std::vector<float> near;
    for (const auto& [dx, dy] : {std::pair{h, 0.0f}, {-h, 0.0f}, {0.0f, h}, {0.0f, -h}})
      near.insert(near.end(), {samples[2 * i] + dx, samples[2 * i + 1] + dy});
    const std::vector<float> p = field.at(near);
    const float x = (std::log(p[0]) - std::log(p[1])) / (2 * h),
                y = (std::log(p[2]) - std::log(p[3])) / (2 * h);
    const double size = std::hypot(x, y);
    CHECK(std::abs(ways[2 * i] - x) < 0.02 * size + 0.01);
    CHECK(std::abs(ways[2 * i + 1] - y) < 0.02 * size + 0.01);
  }
  const std::string before = run.trainer.weights_hash();
  CHECK(generator.pull(10, 4) == std::vector<float>(ways.begin(), ways.begin() + 20));
  CHECK(run.trainer.weights_hash() == before);
  CHECK(Run(preset_settings("flow"), 1).trainer.method().generator()->pull(10, 4).empty());
}

TEST_CASE("what is known of points is what they are made by") {
  for (const std::string name : {"ring", "grid"}) {
    CAPTURE(name);
    const Modes modes = known_modes(name);
    const Dataset& data = points(name).train;
    REQUIRE(modes.at.size() == data.classes);
    const double deviation = modes.deviation;
    double squares = 0, surprise = 0;
    for (uint32_t i = 0; i < data.count; ++i) {
      const auto x = data.row(i);
      const auto [a, b] = modes.at[data.labels[i]];
      squares += std::pow(double{x[0]} - double{a}, 2) + std::pow(double{x[1]} - double{b}, 2);
      surprise -= *known_log_density(name, {x[0], x[1]});
    }
    CHECK(std::sqrt(squares / (2.0 * data.count)) == doctest::Approx(deviation).epsilon(0.03));
    // Heaps that do not meet: the entropy of which, and of one.
    const double entropy = std::log(static_cast<double>(modes.at.size())) + 1 +
                           std::log(2 * 3.14159265358979 * deviation * deviation);
    CHECK(surprise / data.count == doctest::Approx(entropy).epsilon(0.05));
  }
  const Gaussian gaussian = *known_gaussian("gaussian-2d");
  const Dataset& data = points("gaussian-2d").train;
  double sums[5] = {}, surprise = 0;
  for (uint32_t i = 0; i < data.count; ++i) {
    const double x = data.row(i)[0], y = data.row(i)[1];
    const double all[5] = {x, y, x * x, x * y, y * y};
    for (int j = 0; j < 5; ++j) sums[j] += all[j] / data.count;
    surprise -= *known_log_density("gaussian-2d", {data.row(i)[0], data.row(i)[1]}) / data.count;
  }
  CHECK(sums[0] == doctest::Approx(gaussian.mean[0]).epsilon(0.1));
  CHECK(sums[1] == doctest::Approx(gaussian.mean[1]).epsilon(0.1));
  CHECK(sums[2] - sums[0] * sums[0] == doctest::Approx(gaussian.covariance[0]).epsilon(0.05));
  CHECK(sums[3] - sums[0] * sums[1] == doctest::Approx(gaussian.covariance[1]).epsilon(0.05));
  CHECK(sums[4] - sums[1] * sums[1] == doctest::Approx(gaussian.covariance[3]).epsilon(0.05));
  CHECK(surprise == doctest::Approx(1 + std::log(2 * 3.14159265358979 * 0.6)).epsilon(0.02));
  CHECK(!known_log_density("moons", {}));
}

TEST_CASE("a Wasserstein discriminator's weights stay within what they are held to") {
  Settings s = small_gan();
  s.adversarial_loss = "wasserstein";
  s.clip_weights = 0.02f;
  Run run(s, 20);
  const Parameter p = run.trainer.network().stretch("discriminator", "discriminator");
  const std::vector<float> weights = read_now(*run.backend, p.value);
  const auto size = [](float w) { return std::abs(w); };
  CHECK(size(*std::ranges::max_element(weights, {}, size)) == 0.02f);
}

TEST_CASE("a gradient penalty draws the discriminator's slope to 1") {
  Settings s = small_gan();
  s.adversarial_loss = "wasserstein_gp";
  Run before(s, 1), run(s, 150);
  const auto penalty = [](Run& at) { return at.trainer.evaluate(at.data.test).figures.terms[4]; };
  CHECK(run.trainer.series()[4].name == "penalty");
  CHECK(penalty(run) < 0.5 * penalty(before));
  s.normalisation = "batch";
  CHECK_THROWS_WITH_AS(validate(s), doctest::Contains("dense layers alone"), Error);
}

TEST_CASE("a generator draws the same from the same seed, and a field is an opinion") {
  Run run(small_gan(), 30);
  Generator& generator = *run.trainer.method().generator();
  const std::vector<float> a = generator.sample(300, 5), b = generator.sample(300, 5);
  CHECK(a.size() == 600);
  CHECK(a == b);
  CHECK(a != generator.sample(300, 6));
  // The first so many do not depend on how many are asked for.
  CHECK(std::ranges::equal(generator.sample(10, 5), std::span(a).first(20)));
  const std::vector<float> opinion = run.trainer.method().field()->at(a);
  CHECK(opinion.size() == 300);
  CHECK(std::ranges::all_of(opinion, [](float p) { return p > 0 && p < 1; }));
  const Figures f = run.trainer.evaluate(run.data.test).figures;
  CHECK(f.loss == run.trainer.evaluate(run.data.test).figures.loss);
  CHECK(f.loss == doctest::Approx(f.terms[0] + f.terms[1]));
  CHECK(f.terms[2] > f.terms[3]);  // real ones look more so
}

TEST_CASE("modes are counted: of the classes that are learnt, and none where none are known") {
  Settings s = small_gan();
  Run run(s, 1);
  CHECK(run.outcome("modes") == 8);
  CHECK(run.outcome("modes_covered") < 8);
  s.classes = {1, 5};
  CHECK(Run(s, 1).outcome("modes") == 2);
  s.classes = {};
  s.data = "moons";
  CHECK(Run(s, 1).trainer.method().outcomes().empty());
}
