// Where the plane lies on the screen: places of the code to pixels and back. Draws nothing.
#pragma once
#include <imgui.h>

#include <algorithm>
#include <array>

#include "model/prior.h"

namespace hourglass::view {

using PlanePoint = std::array<float, 2>;  // u, v: units of the code

// Evenly spaced, or by the prior's quantiles, so that equal areas have equal shares of N(0, I) (Kingma and Welling
// 2014, figure 4). Lanes: v is measured in half heights.
struct PlaneFrame {
  static constexpr float outermost =
      0.002f;  // the share of the prior that a pixel of the edge stands for

  ImVec2 low, high;
  float u_extent = 3, v_extent = 3;
  bool quantiles = false;

  ImVec2 at(PlanePoint p) const {
    const float x = quantiles ? share(p[0]) : (p[0] / u_extent + 1) / 2,
                y = quantiles ? share(p[1]) : (p[1] / v_extent + 1) / 2;
    return {low.x + (high.x - low.x) * x, low.y + (high.y - low.y) * (1 - y)};
  }
  PlanePoint under(ImVec2 s) const {
    const float x = (s.x - low.x) / (high.x - low.x), y = 1 - (s.y - low.y) / (high.y - low.y);
    if (quantiles) return {quantile(x), quantile(y)};
    return {(2 * x - 1) * u_extent, (2 * y - 1) * v_extent};
  }
  // The middles of `side`² equal cells, row by row from the top.
  std::vector<PlanePoint> grid(uint32_t side) const {
    std::vector<PlanePoint> places;
    const ImVec2 cell{(high.x - low.x) / static_cast<float>(side),
                      (high.y - low.y) / static_cast<float>(side)};
    for (uint32_t row = 0; row < side; ++row)
      for (uint32_t column = 0; column < side; ++column)
        places.push_back(under({low.x + cell.x * (static_cast<float>(column) + 0.5f),
                                low.y + cell.y * (static_cast<float>(row) + 0.5f)}));
    return places;
  }
  float width() const { return high.x - low.x; }

 private:
  static float share(float u) { return static_cast<float>(normal_share(u)); }
  static float quantile(float share) {
    return static_cast<float>(normal_quantile(std::clamp(share, outermost, 1 - outermost)));
  }
};

}  // namespace hourglass::view
