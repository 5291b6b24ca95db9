// Ticks and labels as people would choose them.
#include "share/ticks.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace hourglass;

namespace {
std::string joined(const std::vector<Tick>& ticks) {
  std::string text;
  for (const Tick& tick : ticks) text += (text.empty() ? "" : " ") + tick.label;
  return text;
}
}  // namespace

TEST_CASE("a step is one, two or five times a power of ten") {
  CHECK(tick_step(10, 10) == doctest::Approx(1));
  CHECK(tick_step(10, 9) == doctest::Approx(2));
  CHECK(tick_step(10, 4) == doctest::Approx(5));
  CHECK(tick_step(0.03, 5) == doctest::Approx(0.01));
  CHECK(tick_step(1234, 5) == doctest::Approx(500));
}

TEST_CASE("linear ticks lie within the range and share their decimals") {
  CHECK(joined(linear_ticks(-3, 3, 8)) == "−3 −2 −1 0 1 2 3");
  CHECK(joined(linear_ticks(0, 1, 5)) == "0 0.2 0.4 0.6 0.8 1.0");
  CHECK(joined(linear_ticks(98.2, 131, 4)) == "100 110 120 130");
}

TEST_CASE("thousands are written as k and millions as M") {
  CHECK(joined(linear_ticks(0, 2000, 4)) == "0 500 1k 1.5k 2k");
  CHECK(tick_label(12500, 500) == "12.5k");
  CHECK(tick_label(2e6, 1e6) == "2M");
  CHECK(tick_label(-1500, 500) == "−1.5k");
}

TEST_CASE("there are never more ticks than asked for, at any range") {
  for (double low = -1000; low < 1000; low += 37.3) {
    for (double span = 1e-4; span < 1e6; span *= 3.7) {
      const auto ticks = linear_ticks(low, low + span, 6);
      CHECK(ticks.size() <= 7);
      for (const Tick& tick : ticks)
        CHECK((tick.value >= low - 1e-6 * span && tick.value <= low + span * (1 + 1e-6)));
    }
  }
}

TEST_CASE("an empty or broken range has no ticks") {
  CHECK(linear_ticks(1, 1, 5).empty());
  CHECK(linear_ticks(2, 1, 5).empty());
  CHECK(linear_ticks(0, INFINITY, 5).empty());
  CHECK(logarithmic_ticks(0, 10, 5).empty());
  CHECK(logarithmic_ticks(NAN, 10, 5).empty());
}

TEST_CASE("logarithmic ticks are 1, 2, 5 in a narrow range and powers of ten in a wide one") {
  CHECK(joined(logarithmic_ticks(90, 600, 6)) == "100 200 500");
  CHECK(joined(logarithmic_ticks(1, 1e6, 7)) == "1 10 100 1k 10k 100k 1M");
  CHECK(joined(logarithmic_ticks(0.001, 1, 4)) == "0.001 0.01 0.1 1");
  CHECK(joined(logarithmic_ticks(1e-6, 1e-3, 4)) == "10⁻⁶ 10⁻⁵ 10⁻⁴ 0.001");
  CHECK(joined(logarithmic_ticks(100, 150, 5)) == "100 110 120 130 140 150");
}

TEST_CASE("a rounded nothing has no sign") {
  CHECK(fixed(-0.001, 2) == "0.00");
  CHECK(fixed(-1.236, 2) == "−1.24");
}
