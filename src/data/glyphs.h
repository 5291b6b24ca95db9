// How people write the ten digits: the pen's path as a few points, before any hand shakes.
// What a hand does to them (jitter, slant, width) is in strokes.cpp, the ink in pen.cpp.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace hourglass {

// In hundredths of the digit's height: x to the right, y down, the digit about 0 … 60 by 0 … 100.
struct Knot {
  int8_t x, y;
  constexpr bool operator==(const Knot&) const = default;
};

// One movement of the pen, a smooth curve through the knots. A knot written twice is a corner.
using Path = std::vector<Knot>;

// One way to write a digit, as two extremes with the same knots: a hand lies somewhere between
// them, or a little beyond. `weight` is its share among the forms of its digit.
struct Form {
  float weight;
  std::vector<Path> from, to;
};

// Pre: digit ≤ 9. The weights of a digit's forms sum to 1.
std::span<const Form> forms(uint32_t digit);

}  // namespace hourglass
