// Test pictures in columns: what goes in, what comes out, and, where there is room, the difference.
#pragma once
#include <imgui.h>

#include "view/context.h"
#include "view/pictures.h"

namespace hourglass::view {

// Columns of `rows` pictures; when a band of them is full the next begins beneath.
struct ColumnFit {
  uint32_t multiple = 1, columns = 0, bands = 0, rows = 2;
  float cell_width = 0, cell_height = 0;  // logical pixels
  float above = 0;                        // room over each picture: for a name, or a gap
};
// What covers most of the room with pictures of a legible size; `least` columns (or all) in a band
// at least. A row of differences is worth a third of that area, the rows' names a little.
ColumnFit fit_columns(ImVec2 room, uint32_t count, uint32_t height, uint32_t width, uint32_t least,
                      float gap, float scale);

class Reconstructions {
 public:
  void draw(const Context&, ImVec2 size);

 private:
  PictureSet inputs_, outputs_, differences_;
  Pictures shown_inputs_, difference_;
  uint64_t seen_ = ~uint64_t{0};  // snapshot_number
};

}  // namespace hourglass::view
