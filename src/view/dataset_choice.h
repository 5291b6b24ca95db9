// The data sets to choose from, in the top bar and on the data panel.
#pragma once
#include "view/context.h"
#include "view/gallery.h"

namespace hourglass::view {

class DatasetChoice {
 public:
  void draw(const Context&, const char* id, float width);

 private:
  Gallery gallery_;
};

}  // namespace hourglass::view
