// Sets of small pictures, grey or in colour, drawn at whole multiples of device pixels, nearest neighbour: one texture
// a set, filled again only when the set or the multiple changes.
#pragma once
#include <imgui.h>

#include <cstdint>

#include "snapshot/snapshot.h"
#include "view/color_maps.h"
#include "view/texture.h"

namespace hourglass::view {

// How cells of width × height lie in one texture.
struct AtlasLayout {
  uint32_t columns = 0, rows = 0, cell_width = 0, cell_height = 0;  // texels
  uint32_t count = 0;                                               // cells that fit, at most asked

  uint32_t width() const { return columns * cell_width; }
  uint32_t height() const { return rows * cell_height; }
  uint32_t x(uint32_t i) const { return i % columns * cell_width; }
  uint32_t y(uint32_t i) const { return i / columns * cell_height; }
};
// About square, no side above `limit` (WebGL2 promises 2048; every device we know has 4096).
AtlasLayout atlas_layout(uint32_t count, uint32_t width, uint32_t height, uint32_t limit = 4096);

// The largest whole multiple, at least 1, at which `pixels` fit into `room` logical pixels.
uint32_t whole_multiple(float room, uint32_t pixels, float scale);

// How many pictures to show how large: the largest multiple at which at least `least` of them (or
// all) fit into `room` with `gap` between.
struct GridFit {
  uint32_t multiple = 1, columns = 0, rows = 0;
  ImVec2 cell;  // logical pixels
};
GridFit fit_grid(ImVec2 room, uint32_t count, uint32_t height, uint32_t width, uint32_t least,
                 float gap, float scale);

class PictureSet {
 public:
  // `version` changes when the pictures do; `scale` only for the size.
  void update(const Pictures&, uint64_t version, uint32_t multiple,
              const Palette& palette = grey_palette());
  void draw(ImDrawList&, uint32_t i, ImVec2 at, ImU32 tint = IM_COL32_WHITE) const;
  // As many as fit into `room`, at the largest multiple at which `least` or all do; what is left over goes between
  // the columns, up to `widest`.
  void draw_all(ImDrawList&, const Pictures&, uint64_t version, ImVec2 at, ImVec2 room, float gap,
                float widest, const Palette& palette = grey_palette(), uint32_t least = 10);
  ImVec2 size() const;  // of one picture, logical pixels
  uint32_t count() const { return layout_.count; }

 private:
  Texture texture_;
  AtlasLayout layout_;
  uint64_t version_ = ~uint64_t{0};
  uint32_t multiple_ = 0, height_ = 0, width_ = 0, channels_ = 0, asked_ = 0;
  const Palette* palette_ = nullptr;
};

// One smooth image of many pictures side by side: `side`² of them, row by row, filtered.
class SmoothSheet {
 public:
  void update(const Pictures&, uint32_t side, uint64_t version, const Palette&, uint64_t palette);
  void draw(ImDrawList&, ImVec2 low, ImVec2 high) const;
  bool empty() const { return texture_.empty(); }
  void clear() {
    version_ = ~uint64_t{0};
    filled_ = false;
  }
  bool filled() const { return filled_; }

 private:
  Texture texture_;
  uint64_t version_ = ~uint64_t{0}, palette_ = 0;
  bool filled_ = false;
};

}  // namespace hourglass::view
