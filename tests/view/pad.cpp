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

TEST_CASE("what is written on a pad is a digit as MNIST has them, stroke by stroke") {
  Pad pad;
  CHECK(std::ranges::max(pad.written().pixels) == 0);
  pad.write(0.2f, 0.2f, true);
  pad.write(0.8f, 0.2f, false);
  pad.write(0.5f, 0.5f, true);
  pad.write(0.5f, 0.9f, false);
  const hourglass::Pictures one = pad.written();
  CHECK(one.count == 1);
  CHECK(one.features() == 784);
  CHECK(std::ranges::max(one.pixels) == 1);
  // The strokes are not joined: between their ends there is no ink.
  const std::vector<hourglass::Stroke> strokes{{{0.2f, 0.2f}, {0.8f, 0.2f}},
                                               {{0.5f, 0.5f}, {0.5f, 0.9f}}};
  const std::vector<uint8_t> wanted = hourglass::drawn_digit(strokes);
  for (size_t i = 0; i < wanted.size(); ++i)
    CHECK(one.pixels[i] == doctest::Approx(wanted[i] / 255.0));
}
