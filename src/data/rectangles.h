// Rectangles at random, of which everybody can say whether they are tall or wide.
#pragma once
#include "data/draws.h"

namespace hourglass {

struct Rectangle {
  static constexpr uint32_t canvas = 28;  // pixels
  uint32_t left, top, width, height;      // pixels

  bool wide() const { return width > height; }
};

// Sides from `least` to the canvas's, which differ by `difference` or more.
Rectangle draw_rectangle(uint32_t least, uint32_t difference, Draws&);

}  // namespace hourglass
