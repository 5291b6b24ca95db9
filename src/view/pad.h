// A square of the plane to paint points on, with a pen that scatters them: what is to be learnt, by hand.
#pragma once
#include <imgui.h>

#include <random>
#include <vector>

#include "view/context.h"

namespace hourglass::view {

inline constexpr uint32_t least_drawn = 50, most_drawn = 20'000;  // points
inline constexpr float pad_extent = 2;                            // from the middle to each edge

class Pad {
 public:
  bool open = false;

  // Fills `size`; wishes for its points to be learnt from.
  void draw(const Context&, ImVec2 at, ImVec2 size);
  // A touch of the pen, in the plane's units.
  void touch(float x, float y);
  const std::vector<float>& points() const { return points_; }  // two numbers each

 private:
  void paint_at(ImVec2 low, float side);

  std::vector<float> points_;
  std::minstd_rand words_;
  ImVec2 last_{};  // where the pen touched
  double touched_at_ = 0;
};

}  // namespace hourglass::view
