// What classes and runs are told apart by: on the screen and in drawn plots.
#pragma once
#include <array>
#include <cstdint>

namespace hourglass {

// 0xRRGGBB. Told apart by most colour-blind eyes: Paul Tol's bright scheme and three of its neighbours.
inline constexpr std::array<uint32_t, 10> class_colours = {0x4477AA, 0xEE6677, 0x228833, 0xCCBB44,
                                                           0x66CCEE, 0xAA3377, 0xBBBBBB, 0xEE7733,
                                                           0x009988, 0x8C7AE6};

}  // namespace hourglass
