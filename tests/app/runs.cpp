// The list of runs: what begins one, what goes on, how it differs, what is kept of it.
#include "app/runs.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "compute/error.h"

using namespace hourglass;

namespace {

struct Training {
  Snapshot snapshot;
  Settings& settings = snapshot.settings;

  explicit Training(uint32_t number) {
    auto model = std::make_shared<Model>();
    model->loss_unit = "nats/image";
    model->series = {{"reconstruction", "Reconstruction", "", "nats/image"},
                     {"kl", "KL", "", "nats/image", 1, &Settings::beta}};
    snapshot.model = model;
    snapshot.training_number = number;
    snapshot.train_curve.series = snapshot.test_curve.series = 2;
  }
  Training& to(uint32_t step) {
    for (uint32_t s = snapshot.step + 1; s <= step; ++s) {
      const std::array row{100.0F / static_cast<float>(s), 2.0F};
      snapshot.train_curve.add(s, row);
    }
    const std::array row{200.0F / static_cast<float>(step), 3.0F};
    snapshot.test_curve.add(step, row);
    snapshot.step = step;
    return *this;
  }
};

}  // namespace

TEST_CASE("a training is a run once it made a step, and the next says what it changed") {
  Runs runs;
  Training first(1);
  runs.see(first.snapshot);
  CHECK(runs.all().empty());
  first.to(10);
  runs.see(first.snapshot);
  REQUIRE(runs.all().size() == 1);
  CHECK(runs.all()[0].name == "vae-2d");
  CHECK(runs.all()[0].changes.empty());
  CHECK(runs.all()[0].present);
  // β weighs the second series.
  CHECK(runs.all()[0].loss() == doctest::Approx(20 + 3));

  Training second(2);
  second.settings.beta = 4;
  second.to(5);
  runs.see(second.snapshot);
  REQUIRE(runs.all().size() == 2);
  CHECK(runs.all()[1].changes == "β 1 → 4");
  CHECK(runs.all()[1].loss() == doctest::Approx(40 + 12));
  CHECK_FALSE(runs.all()[0].present);
}

TEST_CASE("what is changed while it trains is told with its step, and only if it trains on") {
  Runs runs;
  Training one(1);
  runs.see(one.to(10).snapshot);
  one.settings.beta = 2;
  one.snapshot.settings_since = 10;
  runs.see(one.snapshot);
  CHECK(runs.all()[0].changes.empty());
  CHECK(runs.all()[0].settings.beta == 1);
  runs.see(one.to(12).snapshot);
  CHECK(runs.all()[0].changes == "β 1 → 2 at step 10");
  one.settings.beta = 3;
  Training two(2);
  two.settings.beta = 3;
  runs.see(two.to(3).snapshot);
  CHECK(runs.all()[1].changes == "β 2 → 3");
}

TEST_CASE("a training that is gone back to is the run that it was") {
  Runs runs;
  Training one(1), two(2);
  runs.see(one.to(10).snapshot);
  runs.see(two.to(4).snapshot);
  runs.see(one.to(15).snapshot);
  REQUIRE(runs.all().size() == 2);
  CHECK(runs.all()[0].step == 15);
  CHECK(runs.all()[0].present);
}

TEST_CASE("curves of runs are thinned to what a chart shows") {
  Runs runs;
  Training one(1);
  runs.see(one.to(1999).snapshot);
  const Track& train = runs.all()[0].train;
  CHECK(train.size() <= Runs::points);
  CHECK(train.size() > Runs::points / 2);
  CHECK(train.steps.back() == 1999);
  CHECK(train.series == 3);
}

TEST_CASE("runs are kept, and go on where their training does") {
  Runs runs;
  Training one(1);
  runs.see(one.to(10).snapshot);
  runs.at(1).name = "baseline";
  runs.at(1).shown = true;
  const nlohmann::json kept = nlohmann::json::parse(runs.write().dump());
  Runs later;
  later.read(kept);
  REQUIRE(later.all().size() == 1);
  CHECK(later.all()[0].name == "baseline");
  CHECK(later.all()[0].shown);
  CHECK_FALSE(later.all()[0].present);
  CHECK(later.all()[0].train.steps == runs.all()[0].train.steps);
  CHECK(later.write() == kept);
  // The same training, opened again with its curve.
  later.see(one.to(12).snapshot);
  CHECK(later.all().size() == 1);
  CHECK(later.all()[0].present);
  // Another one.
  Training two(2);
  later.see(two.to(3).snapshot);
  CHECK(later.all().size() == 2);
}

TEST_CASE("no more than a hundred runs are kept, the newest") {
  Runs runs;
  for (uint32_t i = 1; i <= Runs::most + 5; ++i) {
    Training one(i);
    runs.see(one.to(1).snapshot);
  }
  CHECK(runs.all().size() == Runs::most);
  CHECK(runs.all().front().number == 6);
  CHECK(runs.all().back().number == Runs::most + 5);
}

TEST_CASE("what is no list of runs is refused, and what is no run in it left out") {
  Runs runs;
  Training one(1);
  runs.see(one.to(10).snapshot);
  const nlohmann::json good = runs.write();
  CHECK_THROWS_AS(runs.read("nonsense"), Error);
  CHECK_THROWS_AS(runs.read(nlohmann::json::object()), Error);
  for (const char* key : {"name", "settings", "series", "train", "step", "unit"}) {
    nlohmann::json broken = good;
    broken[0][key] = nlohmann::json::array({nlohmann::json::array({-1}), 5});
    Runs other;
    other.read(broken);
    CHECK_MESSAGE(other.all().empty(), key);
    broken[0].erase(key);
    other.read(broken);
    CHECK_MESSAGE(other.all().empty(), key);
  }
  CHECK_THROWS_AS(runs.at(7), Error);
  CHECK_THROWS_AS(runs.forget(1), Error);  // it is trained now
  CHECK(runs.all().size() == 1);
}

TEST_CASE("a training beside the present one is a run whose curves are seen") {
  Runs runs;
  Training one(1), other(1);
  runs.see(one.to(10).snapshot);
  other.settings.beta = 4;
  runs.see(other.to(10).snapshot, 1);
  REQUIRE(runs.all().size() == 2);
  CHECK(runs.all()[0].present);
  CHECK_FALSE(runs.all()[1].present);
  CHECK(runs.all()[1].shown);
  CHECK(runs.all()[1].changes == "β 1 → 4");
}
