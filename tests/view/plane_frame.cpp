// Where places of the code lie on the screen.
#include "view/plane_frame.h"

#include <doctest/doctest.h>

using namespace hourglass;
using namespace hourglass::view;

TEST_CASE("a place goes to the screen and back, evenly spaced or as the prior's quantiles") {
  for (const bool quantiles : {false, true}) {
    PlaneFrame frame{{10, 20}, {410, 420}};
    frame.quantiles = quantiles;
    for (const PlanePoint p : {PlanePoint{0, 0}, PlanePoint{1.5f, -0.3f}, PlanePoint{-2.2f, 2}}) {
      const auto [u, v] = frame.under(frame.at(p));
      CHECK(u == doctest::Approx(p[0]).epsilon(1e-3));
      CHECK(v == doctest::Approx(p[1]).epsilon(1e-3));
    }
    CHECK(frame.at({0, 0}).x == doctest::Approx(210));
    CHECK(frame.at({0, 1}).y < frame.at({0, 0}).y);
  }
}

TEST_CASE("by quantiles the grid's cells have equal shares of the prior, and none is at infinity") {
  PlaneFrame frame{{0, 0}, {100, 100}};
  frame.quantiles = true;
  const std::vector<PlanePoint> grid = frame.grid(4);
  REQUIRE(grid.size() == 16);
  // The middles of quarters: 1/8, 3/8, … of the mass lie below.
  for (uint32_t column = 0; column < 4; ++column)
    CHECK(normal_share(grid[column][0]) == doctest::Approx((2 * column + 1) / 8.0).epsilon(1e-3));
  CHECK(grid[0][1] == doctest::Approx(-grid[15][1]).epsilon(1e-3));
  CHECK(std::abs(frame.under({0, 100})[0]) < 4);
  CHECK(std::abs(frame.under({0, 100})[1]) < 4);
}
