// Curves and ink, see pen.h. Plain arithmetic and square roots only: the same bits everywhere.
#include "data/pen.h"

#include <algorithm>
#include <cmath>

namespace hourglass {
namespace {

PenPoint operator+(PenPoint a, PenPoint b) { return {a.x + b.x, a.y + b.y, a.radius + b.radius}; }
PenPoint operator-(PenPoint a, PenPoint b) { return {a.x - b.x, a.y - b.y, a.radius - b.radius}; }
PenPoint operator*(float s, PenPoint a) { return {s * a.x, s * a.y, s * a.radius}; }

bool same_place(PenPoint a, PenPoint b) { return a.x == b.x && a.y == b.y; }

// The root of the distance: the centripetal spline's step of its parameter.
float interval(PenPoint a, PenPoint b) {
  const float x = b.x - a.x, y = b.y - a.y;
  return std::sqrt(std::sqrt(x * x + y * y));
}

// dp/dt at b, from its neighbours at distances (in t) before and after.
PenPoint tangent(PenPoint a, PenPoint b, PenPoint c, float before, float after) {
  const float sum = before + after;
  return (after / (sum * before)) * (b - a) + (before / (sum * after)) * (c - b);
}

constexpr float last_pixel = static_cast<float>(Canvas::side - 1);

uint32_t nearest_pixel(float v) { return static_cast<uint32_t>(std::clamp(v, 0.0f, last_pixel)); }

}  // namespace

void append_curve(std::span<const PenPoint> knots, uint32_t pieces, std::vector<PenPoint>& path) {
  if (knots.empty()) return;
  path.push_back(knots[0]);
  for (size_t i = 0; i + 1 < knots.size(); ++i) {
    const PenPoint p0 = knots[i], p1 = knots[i + 1];
    if (same_place(p0, p1)) continue;
    const float t = interval(p0, p1);
    const bool starts = i == 0 || same_place(knots[i - 1], p0);
    const bool ends = i + 2 == knots.size() || same_place(p1, knots[i + 2]);
    // At an end or a corner the curve leaves towards its other knot.
    const PenPoint chord = (1.0f / t) * (p1 - p0);
    const PenPoint m0 =
        starts ? chord : tangent(knots[i - 1], p0, p1, interval(knots[i - 1], p0), t);
    const PenPoint m1 = ends ? chord : tangent(p0, p1, knots[i + 2], t, interval(p1, knots[i + 2]));
    for (uint32_t piece = 1; piece < pieces; ++piece) {
      const float u = static_cast<float>(piece) / static_cast<float>(pieces);
      const float v = 1.0f - u;
      path.push_back((v * v * (1.0f + 2.0f * u)) * p0 + (u * u * (3.0f - 2.0f * u)) * p1 +
                     (t * u * v * v) * m0 - (t * u * u * v) * m1);
    }
    path.push_back(p1);
  }
}

void Canvas::clear() { depth_.fill(dry); }

void Canvas::draw(std::span<const PenPoint> path) {
  // Beyond this margin the ink has faded to nothing for every softness in use.
  constexpr float margin = 1.5f;  // pixels
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    const PenPoint a = path[i], d = path[i + 1] - a;
    const float length2 = d.x * d.x + d.y * d.y;
    const float scale = length2 > 1e-12f ? 1.0f / length2 : 0.0f;
    const float reach = std::max(a.radius, path[i + 1].radius) + margin;
    const float left = std::min(a.x, a.x + d.x) - reach, right = std::max(a.x, a.x + d.x) + reach;
    const float top = std::min(a.y, a.y + d.y) - reach, bottom = std::max(a.y, a.y + d.y) + reach;
    if (!(right >= 0 && bottom >= 0 && left <= last_pixel && top <= last_pixel)) continue;
    const uint32_t first_row = nearest_pixel(top), last_row = nearest_pixel(bottom);
    // Whole fours of pixels, which a processor takes at once: beyond the margin more does no harm.
    const uint32_t first_column = nearest_pixel(left) / 4 * 4,
                   end_column = nearest_pixel(right) / 4 * 4 + 4;
    static_assert(side % 4 == 0);
    for (uint32_t row = first_row; row <= last_row; ++row) {
      const float y = static_cast<float>(row) + 0.5f - a.y;
      float* depth = &depth_[row * side];
      for (uint32_t column = first_column; column < end_column; column += 4)
        for (uint32_t k = column; k < column + 4; ++k) {
          const float x = static_cast<float>(static_cast<int32_t>(k)) + 0.5f - a.x;
          const float t = std::clamp((x * d.x + y * d.y) * scale, 0.0f, 1.0f);
          const float ex = x - t * d.x, ey = y - t * d.y;
          const float in = a.radius + t * d.radius - std::sqrt(ex * ex + ey * ey);
          depth[k] = std::max(depth[k], in);
        }
    }
  }
}

void Canvas::roughen(std::span<const uint8_t> grain, float height) {
  for (size_t i = 0; i < depth_.size(); ++i)
    depth_[i] += height * (static_cast<float>(grain[i]) * (1.0f / 127.5f) - 1.0f);
}

void Canvas::develop(float softness, std::span<uint8_t> pixels) const {
  for (size_t i = 0; i < depth_.size(); ++i) {
    const float ink = std::clamp(depth_[i] / softness + 0.5f, 0.0f, 1.0f);
    pixels[i] = static_cast<uint8_t>(ink * 255.0f + 0.5f);
  }
}

}  // namespace hourglass
