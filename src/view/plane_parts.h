// What the plane's files share and nobody else wants.
#pragma once
#include <vector>

#include "share/ticks.h"
#include "view/plane_frame.h"

namespace hourglass::view {

inline constexpr float plane_strip = 50;  // height of the pictures along one unit, logical pixels
inline constexpr uint32_t ground_side = 16;  // its square is a codec's batch

std::vector<Tick> plane_ticks(const PlaneFrame&, float width);

}  // namespace hourglass::view
