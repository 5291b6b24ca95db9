// What is taken from another network: as many layers from the input on as fit, and nothing else; and what a linear
// classifier makes of a code.
#include "train/beginning.h"

#include <doctest/doctest.h>

#include "compute/error.h"
#include "train/probe.h"
#include "training/small_runs.h"

using namespace small_runs;

namespace {

Settings denoiser() {
  Settings s = preset_settings("denoising");
  s.hidden = {40};
  s.code = 24;
  s.batch = 50;
  return s;
}

Settings classifier(std::vector<uint32_t> hidden) {
  Settings s = preset_settings("classifier");
  s.hidden = std::move(hidden);
  s.activation = "relu";
  s.optimizer = "adam";
  s.learning_rate = 1e-3f;
  s.batch = 50;
  s.fine_tune_epochs = 0;
  return s;
}

std::vector<float> values_of(const Trainer& trainer, const std::string& part) {
  for (const Network::Part& one : trainer.network().parts)
    if (one.name == part) return read_now(trainer.network().backend, one.parameter.value);
  FAIL("no part ", part);
  return {};
}

}  // namespace

TEST_CASE("a classifier begins with the layers of an encoder that fit, from the input on") {
  const Run from(denoiser(), 60);
  const auto begun_with = [&](std::vector<uint32_t> hidden) {
    Run fresh(classifier(std::move(hidden)), 0);
    const Beginning begun =
        begin_from(*fresh.trainer, from.trainer->network().modules, from.trainer->save(), "it");
    fresh.trainer->restore(begun.state);
    return std::pair(std::move(fresh), begun.layers);
  };
  const auto [both, two] = begun_with({40, 24});
  CHECK(two == 2);
  for (const std::string part : {"encoder.0", "encoder.1"})
    CHECK(values_of(*both.trainer, part) == values_of(*from.trainer, part));
  CHECK(both.trainer->step() == 0);
  const auto [first, one] = begun_with({40, 30});
  CHECK(one == 1);
  CHECK(values_of(*first.trainer, "encoder.0") == values_of(*from.trainer, "encoder.0"));
  const Run fresh(classifier({40, 30}), 0);
  CHECK(values_of(*first.trainer, "encoder.1") == values_of(*fresh.trainer, "encoder.1"));
  CHECK(values_of(*first.trainer, "classifier.0") == values_of(*fresh.trainer, "classifier.0"));
  CHECK_THROWS_WITH_AS(begun_with({41}), doctest::Contains("it: its first layer has 785×40"),
                       Error);
}

TEST_CASE("running statistics come with their layers") {
  Settings s = denoiser(), c = classifier({40, 30});
  s.normalisation = c.normalisation = "batch";
  const Run from(s, 60);
  Run to(c, 0);
  const std::vector<float> before = to.trainer->network().read_statistics();
  const Beginning begun =
      begin_from(*to.trainer, from.trainer->network().modules, from.trainer->save(), "it");
  CHECK(begun.layers == 2);  // the product and its normalisation
  to.trainer->restore(begun.state);
  const std::vector<float> its = from.trainer->network().read_statistics(),
                           now = to.trainer->network().read_statistics();
  CHECK(std::equal(now.begin(), now.begin() + 80, its.begin()));
  CHECK(std::equal(now.begin() + aligned(80), now.end(), before.begin() + aligned(80)));
  CHECK_FALSE(std::equal(now.begin(), now.begin() + 80, before.begin()));
}

TEST_CASE("layers that know more labels save a classifier with few its errors") {
  Settings few = classifier({40, 24});
  few.labels = 20;
  Run fresh(few, 150), begun(few, 0);
  const Run from(classifier({40, 24}), 600);
  begun.trainer->restore(
      begin_from(*begun.trainer, from.trainer->network().modules, from.trainer->save(), "it")
          .state);
  begun.trainer->advance(150);
  CHECK(begun.term("error") < fresh.term("error"));
}

TEST_CASE("a linear probe tells what a code is worth, and leaves it alone") {
  const auto probed = [](Trainer& trainer) {
    return finish(probing(trainer, part(strokes(), 0, 400), part(strokes(), 400, 100)));
  };
  const Run wide(denoiser(), 400), untaught(denoiser(), 0);
  const std::string hash = wide.trainer->weights_hash();
  const double accuracy = probed(*wide.trainer);
  CHECK(accuracy > 0.5);
  CHECK(accuracy <= 1);
  CHECK(probed(*wide.trainer) == accuracy);
  CHECK(wide.trainer->weights_hash() == hash);
  Settings narrow = denoiser();
  narrow.code = 1;
  CHECK(probed(*Run(narrow, 400).trainer) < accuracy);
  Dataset unlabelled = strokes();
  unlabelled.labels = {};
  CHECK_THROWS_WITH_AS(finish(probing(*wide.trainer, unlabelled, unlabelled)),
                       doctest::Contains("choose labelled data"), Error);
  CHECK_THROWS_WITH_AS(probed(*Run(classifier({20}), 0).trainer), doctest::Contains("has no code"),
                       Error);
}
