// Methods that tell classes apart: what they answer, what a phase teaches, and early stopping.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>

#include "compute/error.h"
#include "data/pixels.h"
#include "train/checkpoint.h"
#include "training/small_runs.h"

using namespace small_runs;

namespace {

Settings classifier() {
  Settings s = preset_settings("classifier");
  s.hidden = {24};
  s.activation = "relu";
  s.optimizer = "adam";
  s.learning_rate = 3e-3f;
  s.batch = 20;
  s.fine_tune_epochs = 0;
  return s;
}

// 784-30-20-10, a phase of 25 steps a layer, then 50.
Settings stacked() {
  Settings s = preset_settings("stacked-denoising");
  s.hidden = {30, 20};
  s.batch = 20;
  s.pretrain_epochs = 1;
  s.fine_tune_epochs = 2;
  return s;
}

// The same, layers taught as Boltzmann machines.
Settings boltzmann() {
  Settings s = stacked();
  s.corruption = "none";
  s.pretraining = "rbm";
  s.gibbs_steps = 2;
  return s;
}

// The numbers of a part of the network, by the name of its module.
std::vector<float> numbers_of(const Trainer& trainer, std::string_view module) {
  const std::vector<float> all = trainer.network().read_parameters();
  std::vector<float> found;
  size_t at = 0;
  for (const Network::Part& part : trainer.network().parts) {
    const uint32_t count = part.plan.shape.count();
    if (part.name.starts_with(std::string(module) + "."))
      found.insert(found.end(), all.begin() + static_cast<ptrdiff_t>(at),
                   all.begin() + static_cast<ptrdiff_t>(at + count));
    at += count;
  }
  return found;
}

// Digits with some set aside to judge by.
Dataset with_validation() {
  Dataset data = part(strokes(), 0, 200);
  data.validation = std::make_shared<const Dataset>(part(strokes(), 200, 100));
  return data;
}

double errors_aside(Trainer& trainer) {
  return trainer.evaluate(part(strokes(), 200, 100)).figures.terms[1];
}

}  // namespace

TEST_CASE("a classifier learns to tell digits apart, with hidden layers, convolutions or neither") {
  for (const bool pictures : {false, true}) {
    Settings s = classifier();
    if (pictures) s.channels = {4, 8};
    CHECK(Run(s, 0).term("error") > 70);
    CHECK(Run(s, 300).term("error") < 10);
  }
  Settings linear = classifier();
  linear.hidden = {};
  CHECK(Run(linear, 300).term("error") < 10);
}

TEST_CASE("a classifier's figures are those of the probabilities that it answers") {
  const Run run(classifier(), 40);
  const std::vector<float> p =
      run.trainer->method().classifier()->classify(pixels_of(strokes(), 0, strokes().count));
  REQUIRE(p.size() == size_t{strokes().count} * 10);
  double nll = 0, wrong = 0;
  for (uint32_t i = 0; i < strokes().count; ++i) {
    const auto row = std::span(p).subspan(size_t{i} * 10, 10);
    double sum = 0;
    for (const float v : row) sum += v;
    CHECK(sum == doctest::Approx(1));
    const Label label = strokes().labels[i];
    nll -= std::log(double{row[label]});
    wrong += std::ranges::max_element(row) - row.begin() != label;
  }
  const Figures f = run.evaluate().figures;
  CHECK(f.loss == doctest::Approx(nll / strokes().count));
  CHECK(f.terms[0] == f.loss);
  CHECK(f.terms[1] == doctest::Approx(100 * wrong / strokes().count));
  CHECK(f.measures[0] == doctest::Approx(1 - wrong / strokes().count));
}

TEST_CASE("a step tells the error of its examples in percent") {
  const Run run(classifier(), 0);
  const std::vector<float> before = run.trainer->network().read_parameters();
  Settings still = run.trainer->settings();
  still.learning_rate = 0;
  run.trainer->set_live(still);
  run.trainer->advance(25);  // one pass
  const Track track = run.trainer->take_losses();
  double nll = 0, error = 0;
  for (size_t i = 0; i < track.size(); ++i) {
    nll += track.row(i)[0] / 25;
    error += track.row(i)[1] / 25;
  }
  CHECK(nll == doctest::Approx(run.term("nll")));
  CHECK(error == doctest::Approx(run.term("error")));
}

TEST_CASE("a layer is pretrained just as a tied denoising autoencoder is") {
  Settings s = stacked();
  s.hidden = {30};
  s.pretrain_rate = 0.002f;
  Settings alone = s;
  alone.method = "autoencoder";
  alone.latent = "plain";
  alone.hidden = {};
  alone.code = 30;
  alone.code_activation = "sigmoid";
  alone.tied = true;
  alone.learning_rate = s.pretrain_rate;
  const Run layer(s, 20), autoencoder(alone, 20);
  for (const auto& [there, here] :
       {std::pair{"layer1", "encoder"}, std::pair{"decoder1", "decoder"}})
    CHECK(hash_of(numbers_of(*layer.trainer, there)) ==
          hash_of(numbers_of(*autoencoder.trainer, here)));
  CHECK(layer.evaluate().figures.loss == autoencoder.evaluate().figures.loss);
}

void teaches_alone(const Settings& settings) {
  const Run run(settings, 25);
  const auto all = [&] {
    std::map<std::string, std::string> found;
    for (const char* name : {"layer1", "layer2", "classifier", "decoder1", "decoder2"})
      found[name] = hash_of(numbers_of(*run.trainer, name));
    return found;
  };
  CHECK(run.trainer->phases()[0].done == 25);
  const auto first = all();
  run.trainer->advance(25);
  const auto second = all();
  for (const char* same : {"layer1", "classifier", "decoder1"})
    CHECK(second.at(same) == first.at(same));
  for (const char* taught : {"layer2", "decoder2"}) CHECK(second.at(taught) != first.at(taught));
  run.trainer->advance(1000);  // no more than there are
  CHECK(run.trainer->finished());
  CHECK(run.trainer->step() == 100);
  const auto last = all();
  for (const char* same : {"decoder1", "decoder2"}) CHECK(last.at(same) == second.at(same));
  for (const char* taught : {"layer1", "layer2", "classifier"})
    CHECK(last.at(taught) != second.at(taught));
}

TEST_CASE("a phase teaches its layer and leaves the others as they are") {
  for (const Settings& settings : {stacked(), boltzmann()}) teaches_alone(settings);
}

TEST_CASE("figures and curves are those of what the phase teaches") {
  const Run run(stacked(), 30);
  const Figures early = run.evaluate().figures;
  CHECK(std::isnan(early.terms[0]));
  CHECK(early.loss == early.terms[2]);
  run.trainer->advance(70);
  const Figures late = run.evaluate().figures;
  CHECK(late.loss == late.terms[0]);
  CHECK(std::isnan(late.terms[2]));
  const Track track = run.trainer->take_losses();
  CHECK(track.size() == 100);
  CHECK(!track.diverged);
  CHECK(std::isnan(track.row(49)[0]));
  CHECK(track.row(49)[2] > 0);
  CHECK(track.row(50)[0] > 0);
  CHECK(std::isnan(track.row(50)[2]));
}

TEST_CASE("a training resumed in the middle of any phase ends at the same bits") {
  for (const Settings& settings : {stacked(), boltzmann()}) {
    CAPTURE(settings.pretraining);
    const Run whole(settings, 100);
    for (const uint32_t half : {12u, 25u, 37u, 50u, 81u}) {
      CAPTURE(half);
      const Run begun(settings, half);
      const auto rest = resume(
          *begun.backend, read_checkpoint(write_checkpoint(*begun.trainer), "half"), strokes());
      CHECK(rest->step() == half);
      rest->advance(100 - half);
      CHECK(rest->weights_hash() == whole.trainer->weights_hash());
      CHECK(rest->finished());
    }
  }
}

TEST_CASE("layers are taught as Boltzmann machines of so many Gibbs steps, of clean examples") {
  const auto hash = [](const std::function<void(Settings&)>& change) {
    Settings s = boltzmann();
    change(s);
    return Run(s, 40).trainer->weights_hash();
  };
  const std::string two = hash([](Settings&) {});
  CHECK(hash([](Settings& s) { s.gibbs_steps = 1; }) != two);
  CHECK(hash([](Settings& s) { s.pretraining = "autoencoder"; }) != two);
  CHECK(hash([](Settings& s) { s.corruption = "mask"; }) == two);
  // What is rebuilt in an evaluation is the mean, whatever was drawn before.
  const Run run(boltzmann(), 20), begun(boltzmann(), 0);
  CHECK(run.evaluate().figures.loss == run.evaluate().figures.loss);
  CHECK(run.evaluate().figures.loss < 0.8 * begun.evaluate().figures.loss);
}

TEST_CASE(
    "only labels that are told make a difference, and unlabelled examples still teach layers") {
  Settings s = stacked();
  s.labels = 100;
  const auto trained = [&](const Dataset& data) {
    const auto backend = make_cpu_backend({1, false});
    Trainer trainer(*backend, s, data);
    trainer.advance(1000);
    CHECK(trainer.step() == 25 + 25 + 10);  // two passes over the hundred
    return trainer.weights_hash();
  };
  const auto relabelled = [&](uint32_t from) {
    Dataset data = strokes();
    std::vector<Label> labels(data.labels.begin(), data.labels.end());
    for (size_t i = from; i < labels.size(); ++i) labels[i] = 0;
    data.labels = std::move(labels);
    return data;
  };
  CHECK(trained(relabelled(100)) == trained(strokes()));
  CHECK(trained(relabelled(90)) != trained(strokes()));
}

TEST_CASE("dropout is no part of pretraining, and a part of what follows") {
  Settings without = stacked(), with = stacked();
  without.dropout = 0;
  with.dropout = 0.5f;
  const auto hash = [](const Settings& s, uint32_t steps) {
    return Run(s, steps).trainer->weights_hash();
  };
  CHECK(hash(with, 50) == hash(without, 50));
  CHECK(hash(with, 51) != hash(without, 51));
}

TEST_CASE("reproducible phases with early stopping give the bits that they give everywhere") {
  Settings s = stacked();
  s.dropout = 0.25f;
  s.patience = 1;
  const auto backend = make_cpu_backend({2, true});
  Trainer trainer(*backend, s, with_validation());
  trainer.advance(1000);
  CHECK(trainer.finished());
  // The same natively and in WASM: a change of it is a change of results.
  CHECK(trainer.weights_hash() == "52e3667039af6c02");
  Trainer machines(*backend, boltzmann(), strokes());
  machines.advance(1000);
  CHECK(machines.weights_hash() == "98eb372c51de51b9");
}

TEST_CASE("early stopping ends a phase with its best weights, however its steps are cut") {
  Settings s = classifier();
  s.fine_tune_epochs = 100;
  s.patience = 2;
  const auto backend = make_cpu_backend({1, false});
  const Dataset data = with_validation();
  Trainer whole(*backend, s, data), cut(*backend, s, data);
  double least = 100;
  while (!cut.finished()) {
    cut.advance(1);
    if (!cut.finished() && cut.step() % 50 == 0) least = std::min(least, errors_aside(cut));
  }
  whole.advance(100'000);
  CHECK(whole.weights_hash() == cut.weights_hash());
  CHECK(whole.step() == cut.step());
  CHECK(whole.step() < 1000);
  CHECK(whole.step() % 50 == 0);
  CHECK(errors_aside(whole) == least);
  CHECK(whole.phases()[0].steps == whole.step());
  // Without a validation split there is nothing to judge by.
  Trainer blind(*backend, s, part(strokes(), 0, 200));
  blind.advance(100'000);
  CHECK(blind.step() == 1000);
}

TEST_CASE("early stopping goes on from a checkpoint as if there had been no break") {
  Settings s = classifier();
  s.fine_tune_epochs = 100;
  s.patience = 2;
  const auto backend = make_cpu_backend({1, false});
  const Dataset data = with_validation();
  Trainer whole(*backend, s, data);
  whole.advance(100'000);
  for (const uint32_t half : {60u, whole.step() - 50, whole.step() - 1, whole.step()}) {
    CAPTURE(half);
    Trainer begun(*backend, s, data);
    begun.advance(half);
    const auto rest = resume(*backend, read_checkpoint(write_checkpoint(begun), "half"), data);
    CHECK(rest->finished() == (half == whole.step()));
    rest->advance(100'000);
    CHECK(rest->weights_hash() == whole.weights_hash());
    CHECK(rest->step() == whole.step());
  }
}

TEST_CASE("classes and layers that do not fit are refused in a line") {
  const auto backend = make_cpu_backend({1, false});
  Dataset blank = strokes();
  blank.labels = {};
  blank.classes = 0;
  for (const Settings& s : {classifier(), stacked()})
    CHECK_THROWS_WITH_AS(Trainer(*backend, s, blank), doctest::Contains("labelled data"), Error);
  Settings s = stacked();
  s.activation = "relu";
  CHECK_THROWS_WITH_AS(Trainer(*backend, s, strokes()), doctest::Contains("loss mse"), Error);
  s.loss = "mse";
  CHECK_NOTHROW(Trainer(*backend, s, strokes()));
  s.loss = "categorical";
  CHECK_THROWS_WITH_AS(Trainer(*backend, s, strokes()), doctest::Contains("are tied"), Error);
  for (const char* activation : {"tanh", "relu", "softplus"}) {
    Settings machines = boltzmann();
    machines.activation = activation;
    machines.loss = "mse";
    CHECK_THROWS_WITH_AS(Trainer(*backend, machines, strokes()),
                         doctest::Contains("choose activation sigmoid"), Error);
  }
  const Run run(classifier(), 0);
  CHECK_THROWS_WITH_AS(run.trainer->evaluate(blank), doctest::Contains("labelled data"), Error);
  CHECK_THROWS_WITH_AS(run.trainer->method().classifier()->classify(std::vector<float>(783)),
                       doctest::Contains("784"), Error);
}
