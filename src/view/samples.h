// What the decoder makes of codes drawn from the prior; of a plain autoencoder, from a Gaussian
// fitted to its codes. The same draw is held while training goes on, so that one sees it improve.
#pragma once
#include <imgui.h>

#include <memory>
#include <vector>

#include "view/context.h"
#include "view/pictures.h"
#include "view/question.h"
#include "view/scatter.h"

namespace hourglass::view {

class Samples {
 public:
  void draw(const Context&, ImVec2 size);

 private:
  void ask(const Context&);
  void draw_answer(const Context&, ImVec2 at, ImVec2 room);

  uint32_t draw_ = 1;  // which draw is shown
  bool hold_ = true;
  double drawn_at_ = 0;  // seconds
  uint32_t asked_draw_ = 0;
  uint64_t asked_snapshot_ = ~uint64_t{0};
  std::shared_ptr<const Model> model_;  // kept, so that another one cannot have the same address
  Question question_;
  PictureSet set_;
  PointPlot plot_;
};

}  // namespace hourglass::view
