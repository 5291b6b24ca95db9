// What is learnt from: the first training examples, the classes, and how to bring other data.
#pragma once
#include <string>
#include <string_view>

#include "view/classes.h"
#include "view/context.h"
#include "view/pictures.h"
#include "view/scatter.h"

namespace hourglass::view {

// The list of data sets, in the top bar and on the data panel.
void dataset_choice(const Context&, const char* id, float width);

class DataPanel {
 public:
  // Returns the height that everything took.
  float draw(const Context&, ImVec2 size, bool with_choice);

 private:
  void thumbnails(const Context&, float width, float height);
  void points(const Context&, float width, float height);
  void rows(const Context&, float width, float height);
  uint32_t chip_columns(const Context&, float width) const;
  std::string words(const Context&, uint32_t i) const;  // of a training example
  void classes(const Context&, float width);
  PictureSet pictures_;
  PointPlot plot_;
  ClassPage page_;
  const DataView* shown_ = nullptr;
  uint64_t version_ = 0;
};

}  // namespace hourglass::view
