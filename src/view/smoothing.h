// A noisy curve's middle and the width of its noise. Draws nothing.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace hourglass::view {

struct Smoothed {
  std::vector<float> middle, spread;  // one a point: mean and standard deviation around it
};

// A centred window of about a fortieth of the points, narrower where the curve begins, which is
// steep, and cut off at its end. Two passes: nearly a triangle.
Smoothed smooth(std::span<const float> values);

}  // namespace hourglass::view
