// What a hand draws on a pad as MNIST has its digits: in a box of 20×20 pixels, its centre of mass in the middle of
// 28×28 (LeCun et al. 1998, "Gradient-based learning applied to document recognition", section III.A).
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace hourglass {

using Stroke = std::vector<std::array<float, 2>>;  // where the pen went, in any unit; y down

inline constexpr uint32_t drawn_side = 28;  // pixels

// drawn_side² bytes, white on black; all black without strokes.
std::vector<uint8_t> drawn_digit(std::span<const Stroke>);

}  // namespace hourglass
