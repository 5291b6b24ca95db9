// The bar at the top: name, preset, data, transport, readouts, theme, share, help. Where it grows
// narrow, words go first, then numbers; a phone keeps the transport at its bottom.
#pragma once
#include "view/context.h"
#include "view/dataset_choice.h"
#include "view/gallery.h"

namespace hourglass::view {

class TopBar {
 public:
  void draw(const Context&, ImVec2 size);

 private:
  void draw_presets(const Context&, float width);

  Gallery presets_;
  DatasetChoice data_;
};

}  // namespace hourglass::view
