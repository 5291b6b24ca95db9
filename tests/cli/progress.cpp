// The loss as a line of blocks.
#include "cli/progress.h"

#include <doctest/doctest.h>

#include <array>
#include <limits>

using namespace hourglass;

TEST_CASE(
    "a sparkline goes from the lowest to the highest but the first, by logarithms where there are "
    "some") {
  CHECK(sparkline({}).empty());
  CHECK(sparkline(std::array{5.0}) == "▁");
  CHECK(sparkline(std::array{2.0, 2.0, 2.0}) == "▁▁▁");
  CHECK(sparkline(std::array{128.0, 64.0, 32.0, 16.0, 8.0, 4.0, 2.0, 1.0}) == "██▇▆▅▃▂▁");
  CHECK(sparkline(std::array{7.0, 3.0, 0.0}) == "██▁");  // no logarithm of 0
  CHECK(sparkline(std::array{9.0, 1.0, 1.0}) == "█▁▁");
  CHECK(sparkline(std::array{-1.0, -8.0}) == "█▁");
}
