// The latent plane: what the decoder makes of every place (beneath), where the encoder puts the test
// images (above), and, under the pointer, the picture of any code. Never touches live tensors.
#pragma once
#include <imgui.h>

#include <array>
#include <optional>
#include <string>

#include "view/classes.h"
#include "view/examples.h"
#include "view/panel.h"
#include "view/plane_axes.h"
#include "view/plane_points.h"
#include "view/question.h"
#include "view/tween.h"

namespace hourglass::view {

class Plane : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  using Place = std::array<float, 2>;  // u, v: units of the code

  // Where the plane lies on the screen. Lanes: v is measured in half heights.
  struct Frame {
    ImVec2 low, high;
    float u_extent = 3, v_extent = 3;
    ImVec2 at(Place p) const {
      return {low.x + (high.x - low.x) * (p[0] / u_extent + 1) / 2,
              low.y + (high.y - low.y) * (1 - p[1] / v_extent) / 2};
    }
    Place under(ImVec2 s) const {
      return {((s.x - low.x) / (high.x - low.x) * 2 - 1) * u_extent,
              (1 - (s.y - low.y) / (high.y - low.y) * 2) * v_extent};
    }
    float width() const { return high.x - low.x; }
  };

  void refresh(const Context&);
  Frame layout(const Context&, ImVec2 at, ImVec2 size);
  float legend_height(const Context&, ImVec2 size) const;
  void draw_ground(const Context&, const Frame&);
  void draw_axes(const Context&, const Frame&);
  void draw_circle_names(const Context&, const Frame&);
  void draw_points(const Context&, const Frame&);
  void draw_chosen(const Context&, const Frame&);
  void draw_strip(const Context&, const Frame&);
  void draw_legend(const Context&, ImVec2 at, float width, float height);
  void interact(const Context&, const Frame&);
  void ask(const Context&);
  void draw_pin(const Context&, const Frame&);
  void draw_pointer(const Context&, const Frame&);
  int32_t nearest(const Context&, const Frame&, ImVec2 pointer, float reach);
  std::string coordinates(Place) const;

  PlaneAxes axes_;
  Tween places_, extent_;
  uint64_t seen_ = ~uint64_t{0};  // snapshot_number
  SmoothSheet manifold_;
  Palette manifold_palette_{}, colour_palette_{};
  int palette_theme_ = -1;  // of both palettes: 0 light, 1 dark
  ClassPage page_;          // of the legend
  Points points_;

  std::optional<Place> pin_;      // decoded until it is let go
  std::optional<Place> pointer_;  // decoded while the pointer is there
  int32_t hovered_ = -1;          // test image under the pointer
  bool dragging_ = false;
  ImVec2 pressed_at_{};

  Question question_, strip_question_;
  std::vector<float> asked_codes_;
  uint64_t asked_snapshot_ = ~uint64_t{0}, strip_snapshot_ = ~uint64_t{0};
  ExampleSet pin_picture_, pointer_picture_, image_picture_, strip_;
};

}  // namespace hourglass::view
