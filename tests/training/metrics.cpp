// Figures whose right value is known.
#include "train/metrics.h"

#include <doctest/doctest.h>

#include <array>

#include <cmath>
#include <vector>

#include "train/curve.h"

using namespace hourglass;

TEST_CASE("a unit is active when its mean moves by more than a tenth") {
  std::vector<float> means;
  for (int i = 0; i < 100; ++i) {
    const float sign = i % 2 == 0 ? 1.0f : -1.0f;
    means.insert(means.end(), {sign, 0.05f * sign, 0.0f, 5.0f});
  }
  CHECK(active_units(means, 4) == 1);
  CHECK(active_units({}, 4) == 0);
}

TEST_CASE("the mean of equal exponentials has their logarithm") {
  LogMeanExp mean;
  for (int i = 0; i < 20; ++i) mean.add(-100);
  CHECK(mean.value() == doctest::Approx(-100));
}

TEST_CASE("a mean of exponentials that are nothing survives, in any order") {
  for (const bool rising : {false, true}) {
    LogMeanExp mean;
    for (const double w : {rising ? -5001.0 : -5000.0, rising ? -5000.0 : -5001.0}) mean.add(w);
    CHECK(mean.value() == doctest::Approx(-5000 + std::log((1 + std::exp(-1.0)) / 2)));
  }
}

TEST_CASE("the hash is FNV-1a of the bytes") {
  CHECK(hash_of({}) == "cbf29ce484222325");
  const float zero = 0.0f, negative = -0.0f;
  CHECK(hash_of({&zero, 1}) != hash_of({&negative, 1}));
}

TEST_CASE("a curve stays short and keeps its mean") {
  Curve curve(2, 100);
  for (uint32_t i = 0; i < 100000; ++i) curve.add(i, std::array{i % 2 == 0 ? 1.0f : 3.0f, 0.5f});
  CHECK(curve.points().size() < 100);
  CHECK(curve.points().size() >= 48);
  for (size_t i = 0; i < curve.points().size(); ++i) {
    CHECK(curve.points().row(i)[0] == doctest::Approx(2));
    CHECK(curve.points().row(i)[1] == 0.5f);
  }
  CHECK(curve.points().steps.back() > 97000);
  curve.cut(50000);
  CHECK(curve.points().steps.back() < 50000);
  CHECK(curve.points().values.size() == 2 * curve.points().size());
}
