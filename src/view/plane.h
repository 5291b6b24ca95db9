// The latent plane: what the decoder makes of every place (beneath), where the encoder puts the test
// images (above), and, under the pointer, the picture of any code. A code can be held, a path through codes drawn and
// played, a region looked into. Never touches live tensors.
#pragma once
#include <imgui.h>

#include <limits>
#include <optional>
#include <string>

#include "train/job.h"
#include "view/classes.h"
#include "view/examples.h"
#include "view/panel.h"
#include "view/plane_axes.h"
#include "view/plane_frame.h"
#include "view/plane_points.h"
#include "view/question.h"
#include "view/tween.h"

namespace hourglass::view {

class Plane : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  using Frame = PlaneFrame;
  using Place = PlanePoint;
  enum class Tool : uint8_t { hold, path, region };  // what a drag does

  // plane.cpp
  void refresh(const Context&);
  Frame layout(const Context&, ImVec2 at, ImVec2 size, float legend);
  uint32_t rows_beside(const Context&, ImVec2 size) const;
  float legend_height(const Context&, ImVec2 size) const;
  void draw_legend(const Context&, ImVec2 at, float width, float height);

  // plane_ground.cpp
  bool by_quantiles() const { return quantiles_ && axes_.variational(); }
  void refresh_palettes(const Context&);
  void draw_ground(const Context&, const Frame&);
  void draw_axes(const Context&, const Frame&);
  void draw_circle_names(const Context&, const Frame&);
  void draw_strip(const Context&, const Frame&);
  std::string axes_words(const Context&) const;

  // plane_codes.cpp
  void draw_codes(const Context&, const Frame&);
  void draw_points(const Context&, const Frame&, const std::vector<bool>& pictured);
  std::vector<bool> draw_thumbnails(const Context&, const Frame&);
  void draw_ellipses(const Context&, const Frame&);
  void draw_chosen(const Context&, const Frame&);
  std::vector<ImVec2> ellipse(const Context&, const Frame&, size_t i, float sigmas, int corners);

  // plane_probe.cpp
  void interact(const Context&, const Frame&);
  void hold(const Context&, std::optional<Place>);
  void ask(const Context&);
  void draw_pin(const Context&, const Frame&);
  void draw_pointer(const Context&, const Frame&);
  uint32_t beside_multiple(const Frame&, const Pictures&) const;
  void draw_beside(const Context&, const Frame&, Place, ExampleSet&, uint32_t picture,
                   const std::string& words);
  int32_t nearest(const Context&, const Frame&, ImVec2 pointer, float reach);
  std::string coordinates(Place) const;

  // plane_tools.cpp
  float draw_tools(const Context&, ImVec2 at, float width);
  void draw_options(const Context&, const Frame&);
  std::string gap_words(const Context&) const;
  std::string apart_words(const Context&) const;
  void measure(const Context&);
  void forget_measures();

  // plane_lines.cpp
  void draw_line(const Context&, const Frame&, ImVec2 pointer, bool held, bool ring, bool pressed);
  void clear_line();
  void look_into(const Context&);
  void play(const Context&);
  void draw_path(const Context&, const Frame&);
  void draw_region(const Context&, const Frame&);

  PlaneAxes axes_;
  Tween places_, extent_;
  uint64_t seen_ = ~uint64_t{0};  // snapshot_number
  Palette ground_palette_{}, colour_palette_{};
  int palette_theme_ = -1;  // of both palettes: 0 light, 1 dark
  ClassPage page_;          // of the legend
  Points points_;

  // What is shown, and how.
  bool ground_ = true, quantiles_ = false, thumbnails_ = false, ellipses_ = false, options_ = false;
  Tool tool_ = Tool::hold;

  SmoothSheet sheet_, manifold_;  // asked for, and the snapshot's own
  Question ground_question_;
  std::vector<float> asked_ground_;  // codes
  uint64_t asked_ground_snapshot_ = ~uint64_t{0};
  float ground_extent_ = 0, asked_extent_ = 0;  // of the answer, and of the question
  uint64_t ground_answers_ = 0;
  PictureSet thumbs_;

  std::optional<Place> pin_;      // of the code that is held
  float pin_lane_ = 0;            // where in the lanes it was taken up
  std::optional<Place> pointer_;  // decoded while the pointer is there
  int32_t hovered_ = -1;          // test image under the pointer
  bool dragging_ = false;
  ImVec2 pressed_at_{};

  Question question_, strip_question_;
  std::vector<float> asked_codes_;
  uint64_t asked_snapshot_ = ~uint64_t{0}, strip_snapshot_ = ~uint64_t{0};
  ExampleSet pin_picture_, pointer_picture_, image_picture_, strip_;

  // A line that is drawn: a path to be played, or the edge of a region.
  std::vector<Place> line_;
  bool line_is_region_ = false, drawing_ = false;
  bool playing_ = false;
  double play_from_ = 0;  // seconds
  float played_ = 0;      // 0 … 1
  Question path_question_;
  std::vector<float> asked_path_;
  uint64_t asked_path_snapshot_ = ~uint64_t{0};
  ExampleSet path_pictures_;
  std::vector<uint32_t> inside_;  // test images in the region
  ExampleSet inside_pictures_;
  uint64_t region_version_ = 0;

  // Of the codes in these two directions; NaN: not known.
  double empty_ = std::numeric_limits<double>::quiet_NaN(), apart_ = empty_;
  std::optional<Job<double>> telling_;
  uint64_t measured_ = ~uint64_t{0};  // snapshot_number
};

}  // namespace hourglass::view
