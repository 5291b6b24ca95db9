// Digits drawn by hand, as MNIST has them.
#include "data/drawing.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace hourglass {
namespace {

constexpr uint32_t side = drawn_side;

std::array<double, 2> centre(const std::vector<uint8_t>& p) {
  double mass = 0, x = 0, y = 0;
  for (uint32_t i = 0; i < p.size(); ++i) {
    mass += p[i];
    x += p[i] * (i % side + 0.5);
    y += p[i] * (i / side + 0.5);
  }
  return {x / mass, y / mass};
}

// Of what is more than half ink: the longer side of the box around it.
uint32_t longest(const std::vector<uint8_t>& p) {
  uint32_t left = side, right = 0, top = side, bottom = 0;
  for (uint32_t i = 0; i < p.size(); ++i) {
    if (p[i] < 128) continue;
    left = std::min(left, i % side), right = std::max(right, i % side + 1);
    top = std::min(top, i / side), bottom = std::max(bottom, i / side + 1);
  }
  return std::max(right - left, bottom - top);
}

const std::vector<Stroke> seven{{{0.2f, 0.2f}, {0.7f, 0.2f}, {0.4f, 0.9f}},
                                {{0.35f, 0.5f}, {0.6f, 0.5f}}};

TEST_CASE("a digit fills a box of 20 pixels, and its mass lies in the middle") {
  const std::vector<uint8_t> digit = drawn_digit(seven);
  CHECK(digit.size() == side * side);
  CHECK(longest(digit) == 20);
  const auto [x, y] = centre(digit);
  CHECK(x == doctest::Approx(14).epsilon(0.02));
  CHECK(y == doctest::Approx(14).epsilon(0.02));
  CHECK(std::ranges::max(digit) == 255);
  CHECK(digit[0] == 0);
}

TEST_CASE("where it was drawn and how large makes no difference") {
  std::vector<Stroke> other = seven;
  for (Stroke& stroke : other)
    for (auto& [x, y] : stroke) x = 0.25f * x + 0.5f, y = 0.25f * y;
  CHECK(drawn_digit(other) == drawn_digit(seven));
}

TEST_CASE("a dot is one, and nothing is nothing") {
  CHECK(longest(drawn_digit(std::vector<Stroke>{{{0.1f, 0.9f}}})) <= 4);
  CHECK(std::ranges::max(drawn_digit(std::vector<Stroke>{{{0.1f, 0.9f}}})) > 200);
  CHECK(std::ranges::max(drawn_digit({})) == 0);
  CHECK(std::ranges::max(drawn_digit(std::vector<Stroke>{{}})) == 0);
}

}  // namespace
}  // namespace hourglass
