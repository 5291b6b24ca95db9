// The reparameterisation trick on one picture (Kingma and Welling 2014): the encoder's μ and σ, a
// drawn ε, z = μ + σ·ε and the picture of z. ε can be drawn again, held, and moved by hand.
#pragma once
#include <imgui.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "view/examples.h"
#include "view/panel.h"
#include "view/question.h"

namespace hourglass::view {

class Reparameterise : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  void take(const Context&);
  void redraw(uint32_t units);
  float z(size_t unit) const { return mean_[unit] + sigma_[unit] * epsilon_[unit]; }
  float draw_controls(const Context&, ImVec2 at, float width);
  void draw_picture(const Context&, ImVec2 at, float side, const char* title, ExampleSet&,
                    bool there);
  void draw_plane(const Context&, ImVec2 at, float side);    // two units: μ, σ and z
  void draw_epsilon(const Context&, ImVec2 at, float side);  // two units: ε, to be dragged
  void draw_bars(const Context&, ImVec2 at, ImVec2 size);    // other numbers of units
  float draw_numbers(const Context&, ImVec2 at, float width);
  void draw_strip(const Context&, ImVec2 at, ImVec2 size);
  void ask(const Context&, uint32_t strip);

  uint32_t draw_ = 1;  // which draw of ε
  bool hold_ = true;
  double drawn_at_ = 0;  // seconds
  std::vector<float> mean_, sigma_, epsilon_;
  size_t unit_ = 0;  // whose numbers are written, where there are more than two
  uint32_t image_ = 0;
  std::shared_ptr<const DataView> data_;  // kept, so that another one cannot have the same address
  Question question_;
  std::vector<float> asked_codes_;
  uint64_t asked_snapshot_ = ~uint64_t{0};
  ExampleSet input_, output_, strip_;
};

}  // namespace hourglass::view
