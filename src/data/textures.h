// Grey surfaces without an end, made from noise and waves: to be told apart, or to stand behind other things.
#pragma once
#include <array>
#include <span>

#include "data/draws.h"

namespace hourglass {

class Texture {
 public:
  enum class Kind : uint8_t {
    clouds,
    sand,
    stripes,
    waves,
    marble,
    wood,
    checks,
    weave,
    dots,
    cells
  };
  static constexpr uint32_t kinds = 10;

  // Its scale, angle, contrast and noise are drawn.
  Texture(Kind, Draws&);

  float value(float x, float y) const;  // 0 … 1 at a place in pixels
  void patch(float x, float y, uint32_t height, uint32_t width, std::span<uint8_t> pixels) const;

 private:
  float lattice(int32_t x, int32_t y) const;
  float noise(float x, float y) const;
  float clouds(float x, float y) const;
  float cells(float x, float y) const;

  Kind kind_;
  float sine_, cosine_, scale_, contrast_, brightness_;
  std::array<uint8_t, 32 * 32> lattice_;
};

}  // namespace hourglass
