#include "data/drawing.h"

#include <algorithm>

#include "data/pen.h"

namespace hourglass {
namespace {

constexpr float box = 20, middle = drawn_side / 2.0f;  // pixels
constexpr float radius = 1.25f, softness = 1.2f;       // of the pen, pixels: as thick as MNIST's
static_assert(drawn_side == Canvas::side);

struct Place {
  float scale = 1, x = 0, y = 0;  // pixel = scale · place + (x, y)
};

std::vector<uint8_t> ink(std::span<const Stroke> strokes, const Place& place) {
  Canvas canvas;
  canvas.clear();
  for (const Stroke& stroke : strokes) {
    std::vector<PenPoint> path;
    for (const auto& [x, y] : stroke)
      path.push_back({place.scale * x + place.x, place.scale * y + place.y, radius});
    if (path.size() == 1) path.push_back(path[0]);  // a dot
    canvas.draw(path);
  }
  std::vector<uint8_t> pixels(size_t{drawn_side} * drawn_side);
  canvas.develop(softness, pixels);
  return pixels;
}

}  // namespace

std::vector<uint8_t> drawn_digit(std::span<const Stroke> strokes) {
  std::array<float, 2> low{}, high{};
  bool any = false;
  for (const Stroke& stroke : strokes)
    for (const auto& point : stroke) {
      for (size_t k = 0; k < 2; ++k) {
        low[k] = any ? std::min(low[k], point[k]) : point[k];
        high[k] = any ? std::max(high[k], point[k]) : point[k];
      }
      any = true;
    }
  if (!any) return std::vector<uint8_t>(size_t{drawn_side} * drawn_side);
  const float longest = std::max(high[0] - low[0], high[1] - low[1]);
  Place place{longest > 0 ? (box - 2 * radius) / longest : 1};
  place.x = middle - place.scale * (low[0] + high[0]) / 2;
  place.y = middle - place.scale * (low[1] + high[1]) / 2;
  const std::vector<uint8_t> boxed = ink(strokes, place);
  float mass = 0, x = 0, y = 0;
  for (uint32_t row = 0; row < drawn_side; ++row)
    for (uint32_t column = 0; column < drawn_side; ++column) {
      const auto weight = static_cast<float>(boxed[row * drawn_side + column]);
      mass += weight;
      x += weight * (static_cast<float>(column) + 0.5f);
      y += weight * (static_cast<float>(row) + 0.5f);
    }
  place.x += middle - x / mass;
  place.y += middle - y / mass;
  return ink(strokes, place);
}

}  // namespace hourglass
