// Test examples and what comes out of the network: pictures in columns with what goes in above and, where
// there is room, the difference beneath; points in one plot; rows of a table in one sheet. Where the
// input is spoilt first, that stands between.
#pragma once
#include <imgui.h>

#include "view/panel.h"
#include "view/pictures.h"
#include "view/scatter.h"

namespace hourglass::view {

// Columns of `rows` pictures; when a band of them is full the next begins beneath.
struct ColumnFit {
  uint32_t multiple = 1, columns = 0, bands = 0, rows = 2;
  float cell_width = 0, cell_height = 0;  // logical pixels
  float above = 0;                        // room over each picture: for a name, or a gap
};
// What covers most of the room with pictures of a legible size; `least` columns (or all) in a band
// at least, `rows` pictures and one more if it can be. That one, of differences, is worth a third of the
// area, the rows' names a little.
ColumnFit fit_columns(ImVec2 room, uint32_t count, uint32_t height, uint32_t width, uint32_t least,
                      float gap, float scale, uint32_t rows = 2);

class Reconstructions : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  void draw_pictures(const Context&, ImVec2 size, uint32_t count);
  void draw_points(const Context&, ImVec2 size);
  void draw_rows(const Context&, ImVec2 size);

  PictureSet inputs_, spoilt_, outputs_, differences_;
  Pictures shown_inputs_, difference_;
  PointPlot plot_;
  uint64_t seen_ = ~uint64_t{0};  // snapshot_number
};

}  // namespace hourglass::view
