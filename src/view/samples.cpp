// What the decoder makes of codes drawn from the prior; of a plain autoencoder, from a Gaussian
// fitted to its codes. The same draw is held while training goes on, so that one sees it improve.
#include <imgui.h>
#include <algorithm>
#include <memory>
#include <vector>

#include "model/prior.h"
#include "share/texts.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/pictures.h"
#include "view/question.h"
#include "view/row_table.h"
#include "view/scatter.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {
constexpr uint32_t prior_samples = 36, prior_points = 500;
constexpr double redraw_seconds = 1;  // between draws while training and not held
class Samples : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

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

void Samples::ask(const Context& context) {
  const Snapshot& snapshot = context.snapshot;
  if (snapshot.code_size == 0 || !context.decode || !question_.ready(context.now)) return;
  if (asked_draw_ == draw_ && asked_snapshot_ == context.snapshot_number) return;
  asked_draw_ = draw_;
  asked_snapshot_ = context.snapshot_number;
  const uint32_t size = snapshot.code_size;
  const bool points = snapshot.data && snapshot.data->kind == Kind::points;
  std::vector<float> z = normal_draws(0, draw_, (points ? prior_points : prior_samples) * size);
  if (!snapshot.model->variational)
    z = fit_gaussian(snapshot.codes, snapshot.code_count, size).colour(z);
  question_.decode(context, std::move(z), reinterpret_cast<uintptr_t>(snapshot.model.get()));
}

void Samples::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  if (!snapshot.model) {
    paint::empty(context, at, size, "What codes drawn from the prior decode to appears here");
    ImGui::Dummy(size);
    return;
  }
  ImGui::PushID(this);
  model_ = snapshot.model;
  if (!hold_ && snapshot.training && context.now - drawn_at_ > redraw_seconds) {
    ++draw_;
    drawn_at_ = context.now;
  }
  paint::Row row(context, at, size.x);
  if (row.button("Redraw", "Draws other codes")) {
    ++draw_;
    drawn_at_ = context.now;
  }
  if (row.chip(
          "Hold", hold_,
          "On: the same codes z while training goes on. Off: other codes every second of training"))
    hold_ = !hold_;
  std::string words = snapshot.model->variational ? "decoded from z ~ N(0, I), the prior"
                                                  : "decoded from a fit of the codes";
  const Settings& settings = *context.settings;
  if (find_property("condition")->acts_in(settings) && snapshot.data)
    words = tr("z ~ N(0, I), as class {}",
               snapshot.data->class_name(static_cast<Label>(settings.condition)));
  row.label(paint::fitted(context, words, context.theme.caption_size + 1, row.remaining()),
            context.theme.muted);
  ask(context);

  // An answer of another network is no answer.
  const bool answered = question_.answers() > 0 &&
                        question_.about() == reinterpret_cast<uintptr_t>(snapshot.model.get());
  const float top = row.bottom() + 8;
  if (answered && question_.answer().count > 0 && at.y + size.y > top)
    draw_answer(context, {at.x, top}, {size.x, at.y + size.y - top});
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

void Samples::draw_answer(const Context& context, ImVec2 at, ImVec2 room) {
  const Pictures& samples = question_.answer();
  const Theme& theme = context.theme;
  if (!context.snapshot.data || samples.kind != context.snapshot.data->kind) return;
  if (samples.kind == Kind::points) {
    plot_.draw_ground(context, at, room);
    plot_.dots(context.snapshot.data->test, 1.6f,
               [&](uint32_t) { return fade(theme.muted, 0.55f); });
    plot_.dots(samples, 2.0f, [&](uint32_t) { return fade(theme.accent, 0.9f); });
    return;
  }
  if (samples.kind == Kind::table) {
    const Pictures* sheet = &samples;
    draw_table(context, at, room, {&sheet, 1}, std::nullopt);
    return;
  }
  set_.draw_all(*ImGui::GetWindowDrawList(), samples, question_.answers(), at, room, 3, 12);
}

}  // namespace

namespace panel {

extern const PanelRow sample{.name = "sample",
                             .title = "Sample",
                             .tab = "Sample",
                             .about = "What the decoder makes of random codes.",
                             .place = Place::play,
                             .make = make<Samples>,
                             .needs = has_code,
                             .late = true};

}  // namespace panel
}  // namespace hourglass::view
