// What an example becomes in one layer: maps of a convolution, cells of a dense layer, a picture where the layer gives
// one. All on one scale of colours.
#pragma once
#include <imgui.h>

#include "train/layer_report.h"
#include "view/pictures.h"

namespace hourglass::view {

class LayerMaps {
 public:
  // `version` changes with the report or the layer.
  void update(const Context&, const LayerReport&, uint64_t version);
  // As large as fits; returns what is under the pointer in words, or nothing.
  std::string draw(const Context&, const LayerReport&, ImVec2 at, ImVec2 room);
  // The scale of the colours, right-aligned at `right`; returns its left edge.
  float legend(const Context&, ImVec2 right) const;
  bool empty() const { return values_.count == 0; }
  uint32_t shown() const { return shown_; }         // maps or cells that had room
  uint32_t count() const { return values_.count; }  // of all

 private:
  const Palette& palette(const Context&) const;
  std::string words_at(const Context&, const LayerReport&, uint32_t map, uint32_t row,
                       uint32_t column) const;  // "map 1, row 2, column 3: 0.5"

  Pictures values_, shades_;  // a map after the other; shades_ within [0, 1]
  uint64_t version_ = ~uint64_t{0};
  uint32_t shown_ = 0;
  float most_ = 0;
  bool sign_ = false;  // some are below 0
  PictureSet set_;
};

}  // namespace hourglass::view
