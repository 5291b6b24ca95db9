// A pen on a small grey canvas: smooth curves with a width that changes along the way, drawn
// anti-aliased. Knows nothing of digits and draws no random numbers.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace hourglass {

struct PenPoint {
  float x, y;    // pixels; pixel (i, j) has its middle at (j + ½, i + ½)
  float radius;  // pixels
};

// Appends a curve through the knots as short straight pieces. The spline is centripetal
// Catmull and Rom (Yuksel et al. 2011, "Parameterization and applications of Catmull-Rom curves"):
// no loops of its own between unevenly spaced knots. A knot that lies where its forerunner does is
// a corner. `pieces` is the number of straight pieces between two knots.
void append_curve(std::span<const PenPoint> knots, uint32_t pieces, std::vector<PenPoint>& path);

class Canvas {
 public:
  static constexpr uint32_t side = 28;  // pixels

  void clear();
  void draw(std::span<const PenPoint> path);
  // Paper and scanner leave no clean edge: moves it by up to ± height, pixel by pixel, as a byte of
  // `grain` each says.
  void roughen(std::span<const uint8_t> grain, float height);
  // Ink as bytes: 0 outside, 255 from half a `softness` within the edge.
  void develop(float softness, std::span<uint8_t> pixels) const;

 private:
  // How deep a pixel's middle lies in the ink: the largest radius − distance, in pixels. What no
  // stroke comes near stays at `dry`.
  static constexpr float dry = -8.0f;
  std::array<float, side * side> depth_;
};

}  // namespace hourglass
