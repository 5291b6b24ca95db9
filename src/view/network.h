// The hourglass: one bar a layer, as wide as it has units, from the image down to the code and up
// again. A click on a layer edits its width.
#pragma once
#include <cstdint>
#include <vector>

#include "view/context.h"

namespace hourglass::view {

class Network {
 public:
  // Returns the height that it wants to have at least.
  float draw(const Context&, ImVec2 size);

 private:
  void editor(const Context&);
  void set_hidden(const Context&, std::vector<uint32_t>) const;
  // Which width is edited: an index into Settings::hidden, or its size for the code.
  size_t edited_ = 0;
  double width_ = 0;  // units, while the slider is held
  bool held_ = false;
};

}  // namespace hourglass::view
