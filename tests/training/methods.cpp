// What the settings of the methods do to what is learnt: each makes small what it weighs.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
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

namespace {

// A VAE 784-32-(4)-32-784.
Settings small_vae() {
  Settings s = preset_settings("vae");
  s.hidden = {32};
  s.code = 4;
  s.batch = 50;
  return s;
}

}  // namespace

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

TEST_CASE("a schedule may be over after one step") {
  Settings s = plain("linear");
  s.schedule_steps = 1;
  for (const char* kind : {"cosine", "steps"}) {
    s.schedule = kind;
    CHECK(std::isfinite(Run(s, 5).evaluate().figures.loss));
  }
}

// Burda et al. 2016, equation 14: whatever is learnt counts a sample by its importance weight.
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
