// Figures whose right value is known.
#include "train/metrics.h"

#include <doctest/doctest.h>

#include <array>

#include <cmath>
#include <limits>
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

TEST_CASE("the area under the ROC curve is the share of pairs in the right order, ties half") {
  const std::vector<bool> kinds{false, true, false, true, true};
  CHECK(area_under_roc(std::array{1.0f, 2.0f, 0.5f, 3.0f, 4.0f}, kinds) == 1);
  CHECK(area_under_roc(std::array{9.0f, 2.0f, 8.0f, 3.0f, 4.0f}, kinds) == 0);
  CHECK(area_under_roc(std::array{1.0f, 1.0f, 1.0f, 1.0f, 1.0f}, kinds) == 0.5);
  CHECK(area_under_roc(std::array{2.0f, 2.0f, 3.0f, 1.0f, 4.0f}, kinds) ==
        doctest::Approx((0.5 + 0 + 0 + 0 + 1 + 1) / 6));
  CHECK(std::isnan(area_under_roc(std::array{1.0f}, {true})));
  CHECK(std::isnan(area_under_roc({}, {})));
  const float none = std::numeric_limits<float>::quiet_NaN();
  CHECK(area_under_roc(std::array{none, none, none, none, none}, kinds) == 0.5);
  CHECK(area_under_roc(std::array{1.0f, none, 2.0f, none, none}, kinds) == 1);
}

TEST_CASE("dead units are those that no example wakes") {
  CHECK(dead_units(std::array{0.0f, 1.0f, 0.0f, 0.0f, 2.0f, -1.0f}, 3) == 1);
  CHECK(dead_units({}, 3) == 3);
}

TEST_CASE("a unit's KL is 0 at the prior and ½ μ² beside it") {
  const auto kl =
      unit_kl(std::array{0.0f, 2.0f, 0.0f, -2.0f}, std::array{0.0f, 0.0f, 0.0f, 0.0f}, 2);
  CHECK(kl[0] == 0);
  CHECK(kl[1] == doctest::Approx(2));
}

TEST_CASE("the mutual information gap is 1 where a unit is a factor, and 0 where two share it") {
  std::vector<uint16_t> first, second;
  std::vector<float> own, shared, mixed;
  for (uint16_t i = 0; i < 400; ++i) {
    first.push_back(i % 4);
    second.push_back(i / 4 % 5);
    const float a = i % 4, b = static_cast<float>(i / 4 % 5);
    own.insert(own.end(), {a, -b, 0});
    shared.insert(shared.end(), {a, a, b, b});
    mixed.insert(mixed.end(), {a + 4 * b, 0.0f});
  }
  const std::vector<Factor> factors{
      {"a", 4, first}, {"b", 5, second}, {"still", 1, std::vector<uint16_t>(400)}};
  CHECK(mutual_information_gap(own, 3, factors) == doctest::Approx(1));
  CHECK(mutual_information_gap(shared, 4, factors) == doctest::Approx(0));
  // One unit that tells both has a gap as well: the next tells nothing. That is the measure's own.
  CHECK(mutual_information_gap(mixed, 2, factors) == doctest::Approx(1));
  CHECK(mutual_information_gap(own, 3, {}) == 0);
  // Of a network that has diverged it is a number still.
  own[3] = std::numeric_limits<float>::quiet_NaN();
  own[6] = std::numeric_limits<float>::infinity();
  CHECK(mutual_information_gap(own, 3, factors) <= 1);
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
