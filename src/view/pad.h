// A square to draw on. Of points in the plane: a pen that scatters them, to be learnt from. Of digits: a pen that
// writes; what is written becomes a picture as MNIST has them, to be shown to the network at once, or collected.
#pragma once
#include <imgui.h>

#include <random>
#include <vector>

#include "data/drawing.h"
#include "view/collection.h"
#include "view/context.h"
#include "view/pictures.h"

namespace hourglass::view {

inline constexpr uint32_t least_drawn = 50, most_drawn = 20'000;  // points
inline constexpr float pad_extent = 2;                            // from the middle to each edge

class Pad {
 public:
  bool open = false;
  bool digits = false;

  // As high as it needs, within `size` where it can; wishes for what is drawn to be learnt from.
  float draw(const Context&, ImVec2 at, ImVec2 size);
  // A touch of the pen, in the plane's units.
  void touch(float x, float y);
  const std::vector<float>& points() const { return points_; }  // two numbers each
  // The pen goes on, or begins a new stroke; in shares of the square, y down.
  void write(float x, float y, bool begins);
  Pictures written() const;  // one picture

 private:
  void paint_at(ImVec2 low, float side);
  void draw_square(const Context&, ImVec2 low, float side);
  float draw_points(const Context&, ImVec2 at, ImVec2 size);
  float draw_digits(const Context&, ImVec2 at, ImVec2 size);

  std::vector<float> points_;
  std::minstd_rand words_;
  std::vector<Stroke> strokes_;
  uint64_t version_ = 0;  // of the strokes
  PictureSet seen_;
  Collection collection_;
  ImVec2 last_{};  // where the pen touched
  double touched_at_ = 0;
};

}  // namespace hourglass::view
