// Examples in cells of their own: pictures at whole multiples, a point among the data, a row of a table as
// bars. What kind they are, they know.
#pragma once
#include <imgui.h>

#include "view/pictures.h"

namespace hourglass::view {

// Of one example at multiple 1, device pixels: a picture has its own, the others are drawn anew.
struct Cell {
  uint32_t height, width;
  uint32_t longest() const { return height > width ? height : width; }
};
Cell cell_of(const Pictures&);

class ExampleSet {
 public:
  // As PictureSet's. The palette is for pictures.
  void update(const Pictures&, uint64_t version, uint32_t multiple,
              const Palette& palette = grey_palette());
  void draw(const Context&, uint32_t i, ImVec2 at, ImU32 tint = IM_COL32_WHITE) const;
  ImVec2 size() const;  // of one, logical pixels
  uint32_t count() const { return drawn() ? others_.count : pictures_.count(); }

 private:
  bool drawn() const { return others_.kind != hourglass::Kind::pictures; }

  PictureSet pictures_;
  Pictures others_;
  uint64_t version_ = ~uint64_t{0};
  uint32_t multiple_ = 1;
};

}  // namespace hourglass::view
