// The reparameterisation trick on one picture (Kingma and Welling 2014): the encoder's μ and σ, a
// drawn ε, z = μ + σ·ε and the picture of z. ε can be drawn again, held, and moved by hand. In slow motion a step of
// training is gone through stage by stage, with the network's own numbers, there and back.
#pragma once
#include <imgui.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "train/latent_trace.h"
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

  // reparameterise_slowly.cpp
  enum class Stage : uint8_t {
    encode,
    draw,
    place,
    decode,
    loss,
    backward,
    update
  };  // update: the last
  struct Traced {
    bool asked = false;
    double asked_at = 0;  // seconds
    LatentTrace trace;    // empty: none yet
    Pictures output;
    uint64_t answers = 0;
    // A network that was rebuilt may never answer.
    bool waiting(double now) const { return asked && now - asked_at < 2; }
  };
  struct Shown {
    Pictures example;  // what goes through: a test example, or the only one that is learnt from
    std::optional<Label> label;
    std::string words;
  };
  void draw_slowly(const Context&, ImVec2 at, ImVec2 size);
  float draw_stage_controls(const Context&, ImVec2 at, float width);
  float draw_training_controls(const Context&, ImVec2 at, float width);
  void draw_way(const Context&, ImVec2 at, ImVec2 size);
  Shown shown(const Context&) const;
  void go(const Context&, int by);
  void ask_trace(const Context&);
  void trace_into(const Context&, const std::shared_ptr<Traced>&);
  std::string stage_words(const Context&) const;
  std::string stage_numbers() const;  // TeX

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

  bool slow_ = false, plain_draw_ = false;
  Stage stage_ = Stage::encode;
  // Shared with the callbacks, which may outlive the view: before the update, and after it.
  std::shared_ptr<Traced> before_ = std::make_shared<Traced>(), after_ = std::make_shared<Traced>();
  std::vector<float> asked_epsilon_;
  uint64_t asked_trace_ = ~uint64_t{0};  // snapshot_number
  uint32_t asked_image_ = ~0u, after_step_ = ~0u;
  ExampleSet slow_input_, slow_output_;
};

}  // namespace hourglass::view
