// What is learnt from: thumbnails of the training images, the classes, and how to bring other data.
#pragma once
#include <string>
#include <string_view>

#include "view/context.h"
#include "view/pictures.h"

namespace hourglass::view {

// The list of data sets, in the top bar and on the data panel.
void dataset_choice(const Context&, const char* id, float width);

class DataPanel {
 public:
  // Returns the height that everything took.
  float draw(const Context&, ImVec2 size, bool with_choice);

 private:
  void thumbnails(const Context&, float width, float height);
  void classes(const Context&, float width);
  PictureSet pictures_;
  const DataView* shown_ = nullptr;
  uint64_t version_ = 0;
};

}  // namespace hourglass::view
