// Painting points.
#include "view/pad.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

using namespace hourglass::view;

TEST_CASE("the pen scatters points around where it touches, none beyond the pad's edge") {
  Pad pad;
  for (int i = 0; i < 500; ++i) pad.touch(0.5f, -0.25f);
  const std::vector<float>& p = pad.points();
  REQUIRE(p.size() == 4000);
  double x = 0, y = 0, squares = 0;
  for (size_t i = 0; i < p.size(); i += 2) {
    x += double{p[i]} / 2000, y += double{p[i + 1]} / 2000;
    squares += std::pow(double{p[i]} - 0.5, 2) / 2000;
  }
  CHECK(x == doctest::Approx(0.5).epsilon(0.02));
  CHECK(y == doctest::Approx(-0.25).epsilon(0.02));
  CHECK(std::sqrt(squares) == doctest::Approx(0.05).epsilon(0.1));
  CHECK(std::set<float>(p.begin(), p.end()).size() > 3000);
  Pad corner;
  for (int i = 0; i < 100; ++i) corner.touch(pad_extent, pad_extent);
  CHECK(std::ranges::max(corner.points()) == pad_extent);
}

TEST_CASE("a pad is full at some time") {
  Pad pad;
  for (uint32_t i = 0; i < most_drawn; ++i) pad.touch(0, 0);
  CHECK(pad.points().size() == 2 * most_drawn);
}
