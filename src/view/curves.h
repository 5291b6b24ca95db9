// The loss over the steps: training as a line with its noise, the test set as dots; the total or one
// of the series that make it up.
#pragma once
#include <imgui.h>

#include <cstdint>
#include <string>
#include <vector>

#include "model/settings.h"
#include "train/series.h"
#include "view/context.h"
#include "view/smoothing.h"

namespace hourglass::view {

class Curves {
 public:
  void draw(const Context&, ImVec2 size);

 private:
  // The area of the axes and what it shows.
  struct Chart {
    ImVec2 low, high;              // logical pixels
    double first = 0, last = 100;  // steps
    double bottom = 0, top = 1;    // of the loss
    bool logarithmic = false;
    float x(double step) const;
    float y(double value) const;
  };

  void refresh(const Context&);
  void choose_range();
  float draw_controls(const Context&, ImVec2 at, float width);
  void draw_axes(const Context&, const Chart&);
  void draw_lines(const Context&, const Chart&);
  void draw_readings(const Context&, const Chart&, ImVec2 at, float width);

  std::string part_;  // a series by its name; empty: the total
  bool logarithmic_ = false;
  uint64_t seen_ = ~uint64_t{0};  // snapshot_number
  bool stale_ = true;             // another part or scale was chosen
  Settings settings_;             // what weighs the parts acts at once
  Track train_, test_;
  std::vector<float> train_values_, test_values_;
  Smoothed smoothed_;
  double pca_ = 0, pca_cosine_ = 0;           // as the snapshot's
  double last_ = 100, bottom_ = 0, top_ = 1;  // the range chosen for the axes
};

}  // namespace hourglass::view
