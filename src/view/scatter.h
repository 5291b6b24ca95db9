// Points in the plane or in space, as a plot shows them: two numbers as they are, three by an oblique
// projection whose second axis goes back. Which points, and in what colours, a view says.
#pragma once
#include <imgui.h>

#include <array>
#include <memory>
#include <span>

#include "view/context.h"
#include "view/plane_points.h"

namespace hourglass::view {

// Where points lie in a box: all of the data's fit, at one scale for both directions.
class Scatter {
 public:
  Scatter() = default;
  Scatter(const DataView&, ImVec2 low, ImVec2 high);

  static std::array<float, 2> project(std::span<const float> point);
  ImVec2 at(std::span<const float> point) const { return place(project(point)); }
  ImVec2 place(std::array<float, 2> uv) const {
    return {middle_.x + scale_ * (uv[0] - centre_[0]), middle_.y - scale_ * (uv[1] - centre_[1])};
  }
  // Of the box, in the data's units.
  std::array<float, 2> lowest() const { return under({low.x, high.y}); }
  std::array<float, 2> highest() const { return under({high.x, low.y}); }

  ImVec2 low{}, high{};  // of the box, logical pixels
  uint32_t dimensions = 0;

 private:
  std::array<float, 2> under(ImVec2 s) const {
    return {centre_[0] + (s.x - middle_.x) / scale_, centre_[1] - (s.y - middle_.y) / scale_};
  }
  ImVec2 middle_{};
  std::array<float, 2> centre_{};
  float scale_ = 1;  // logical pixels a unit
};

// A plot with axes. Draw the ground first, lines and dots over it, each in turn.
class PointPlot {
 public:
  const Scatter& draw_ground(const Context&, ImVec2 at, ImVec2 size);
  // Of those that `colour` gives no colour (0), none.
  void dots(const Pictures&, float radius, const std::function<ImU32(uint32_t)>& colour);
  // The nearest within reach of the pointer, or −1.
  static int32_t nearest(const Scatter&, const Pictures&, ImVec2 pointer, float reach);

 private:
  Scatter scatter_;
  std::shared_ptr<const DataView> data_;
  Points points_[2];  // by radius: those under, those over
};

}  // namespace hourglass::view
