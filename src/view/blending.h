// Two pictures and the way between them: in pixels, where both show at once, and in the code, where
// one turns into the other, straight or along an arc; or from one picture by the difference of two classes. The same t
// for both, and below each step what of the training data is most like it.
#pragma once
#include <imgui.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "view/examples.h"
#include "view/panel.h"
#include "view/question.h"
#include "view/scatter.h"

namespace hourglass::view {

class Blending : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  struct Cells {
    float big, step, gap;  // sides of the large picture and of a step, logical pixels
    uint32_t big_multiple, step_multiple;
    bool beside;  // the steps are beside the large picture, else beneath
  };

  enum class Mode : uint8_t { straight, arc, classes };
  static constexpr uint32_t steps = 9;

  void start(const Context&);
  void mix(const Context&);
  void ask(const Context&);
  void ask_nearest(const Context&);
  float draw_modes(const Context&, ImVec2 at, float width);
  float draw_classes(const Context&, ImVec2 end);
  void draw_nearest(const Context&, ImVec2 at, float width, const Cells&);
  std::string tex(const Context&, bool latent) const;
  std::string title(const Context&, bool latent) const;
  bool adds_classes() const { return mode_ == Mode::classes; }
  void draw_rows(const Context&, ImVec2 at, ImVec2 size);
  // Points: both ways in one plot.
  void draw_ways(const Context&, ImVec2 at, ImVec2 size);
  void draw_ends(const Context&, ImVec2 at, float width, float height);
  void draw_row(const Context&, ImVec2 at, float width, const Cells&, bool latent);
  void draw_choice(const Context&, ImVec2 at, ImVec2 size);
  void draw_point_choice(const Context&, ImVec2 at, ImVec2 size);

  uint32_t ends_[2] = {0, 0};  // test images
  std::shared_ptr<const DataView> data_;
  float t_ = 0.5f;
  int choosing_ = -1;  // which end is being chosen
  Question steps_question_, place_question_;
  uint64_t asked_steps_ = ~uint64_t{0}, asked_steps_snapshot_ = ~uint64_t{0},
           asked_place_snapshot_ = ~uint64_t{0};
  std::vector<float> asked_place_;
  Mode mode_ = Mode::straight;
  uint32_t plus_ = 0, minus_ = 1;  // classes
  bool near_ = false;              // nearest training examples are shown
  // Of the two ends, the second that of the mode.
  std::vector<float> codes_[2];
  Pictures ends_pictures_, crossfade_, pixel_steps_;
  uint64_t mixed_ = ~uint64_t{0}, mixed_snapshot_ = ~uint64_t{0};  // what that was made of
  uint64_t mixes_ = 0;
  Question nearest_question_;
  uint64_t asked_nearest_ = 0;
  double asked_nearest_at_ = -1e9;                               // seconds
  ExampleSet thumbs_[2], choice_, big_[2], steps_[2], nearest_;  // of pairs: pixels, latent
  PointPlot plot_;
};

}  // namespace hourglass::view
