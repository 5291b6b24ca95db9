// Trainings on points of the plane, for tests.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>

#include "data/sources.h"
#include "method/method.h"
#include "train/trainer.h"

namespace point_runs {

using namespace hourglass;

inline const Split& points(const std::string& name) {
  static std::map<std::string, Split> all;
  if (!all.contains(name)) all[name] = load_dataset(name, 2);
  return all[name];
}

// A training of a few steps, with its backend.
struct Run {
  const Split& data;
  std::unique_ptr<Backend> backend;
  Trainer trainer;
  Run(const Settings& s, uint32_t steps, CpuOptions options = {1, true})
      : data(points(s.data)), backend(make_cpu_backend(options)), trainer(*backend, s, data.train) {
    trainer.advance(steps);
  }
  double measure(std::string_view name) {
    const auto measures = trainer.method().measures();
    const auto found = std::ranges::find(measures, name, &Measure::name);
    REQUIRE(found != measures.end());
    return trainer.evaluate(data.test)
        .figures.measures[static_cast<size_t>(found - measures.begin())];
  }
  double outcome(std::string_view name) {
    const auto outcomes = trainer.method().outcomes();
    const auto found = std::ranges::find(outcomes, name, &Measure::name);
    REQUIRE(found != outcomes.end());
    return trainer.outcome()[static_cast<size_t>(found - outcomes.begin())];
  }
};

inline Settings small_gan() {
  Settings s = preset_settings("gan-2d");
  s.hidden = {16, 16};
  s.batch = 40;
  s.seed = 3;
  return s;
}

}  // namespace point_runs
