// Rectangles at random, of which everybody can say whether they are tall or wide.
#pragma once
#include <string>
#include <vector>

#include "data/draws.h"

namespace hourglass {

struct Rectangle {
  static constexpr uint32_t canvas = 28;  // pixels
  uint32_t left, top, width, height;      // pixels

  bool wide() const { return width > height; }
  static std::vector<std::string> classes() { return {"tall", "wide"}; }  // of the labels 0 and 1
};

// Sides from `least` to the canvas's, which differ by `difference` or more.
Rectangle draw_rectangle(uint32_t least, uint32_t difference, Draws&);

}  // namespace hourglass
