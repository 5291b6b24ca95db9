// A lesson beside the network that it speaks of: words, the controls that matter, and where the run is between
// what is to be expected.
#include <imgui.h>
#include <algorithm>
#include <cmath>
#include <format>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "data/sources.h"
#include "model/lessons.h"
#include "share/texts.h"
#include "snapshot/status.h"
#include "train/metrics.h"
#include "view/formula.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/setting_rows.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr float formula_letters = 17, formula_margin = 4;  // an em; above and below

// The figure that a lesson expects, as it is now, on the test examples that the page looks at.
std::optional<double> figure_now(const Context& context, std::string_view key) {
  const Snapshot& snapshot = context.snapshot;
  constexpr std::string_view test = "test.";
  if (!key.starts_with(test) || snapshot.test_curve.empty()) return {};
  key.remove_prefix(test.size());
  const std::span<const float> last = snapshot.test_curve.last();
  const std::vector<Series>& series = snapshot.model->series;
  if (key == "mse") return snapshot.test_mse;
  if (key == "loss") return total(last, series, *context.settings);
  if (key == "auc" && !snapshot.scores.empty())
    return area_under_roc(snapshot.scores, snapshot.strange);
  const auto found = std::ranges::find(series, key, &Series::name);
  if (found == series.end()) return {};
  return last[static_cast<size_t>(found - series.begin())];
}

class LessonPanel : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  static size_t number_of(const Lesson& lesson) {
    return static_cast<size_t>(&lesson - lessons().data());
  }
  static void words(const Context&, float width, std::string_view, bool muted = false);
  void draw_formula(const Context&, const Lesson&, float width);
  static void draw_gauge(const Context&, const Lesson&, float width);
  static void draw_train(const Context&, const Lesson&);

  SettingRows rows_;
  std::string answered_;  // the lesson whose answer is shown
  // Its formula, as it was set last.
  SetFormula set_;
  const Lesson* set_of_ = nullptr;
  float set_within_ = 0;
};

void LessonPanel::words(const Context& context, float width, std::string_view text, bool muted) {
  const Theme& theme = context.theme;
  const float tall = paint::paragraph(context, ImGui::GetCursorScreenPos(), width, text,
                                      muted ? theme.muted : theme.text, theme.body_size);
  ImGui::Dummy({width, tall});
}

void LessonPanel::draw_formula(const Context& context, const Lesson& lesson, float width) {
  if (set_of_ != &lesson || set_within_ != width || set_.marks.empty()) {
    set_ = set_formula(context.theme, lesson.formula, formula_letters, width);
    set_of_ = &lesson, set_within_ = width;
  }
  const ImVec2 at = ImGui::GetCursorScreenPos();
  formula(context, {at.x, at.y + formula_margin}, set_, context.theme.text);
  ImGui::Dummy({width, set_.size.y + 2 * formula_margin});
  context.note("lesson-formula", set_.reading);
}

// A track with the band on it and a mark where the run is.
void LessonPanel::draw_gauge(const Context& context, const Lesson& lesson, float width) {
  const Theme& theme = context.theme;
  const Lesson::Expectation& expect = lesson.expect;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  constexpr float track = 8, tall = 2 * paint::caption_line + track + 10;
  const double span = std::max(expect.most - expect.least, 1e-9);
  const double low = expect.least - 0.75 * span, high = expect.most + 0.75 * span;
  const auto x_of = [&](double value) {
    return at.x + width * static_cast<float>(std::clamp((value - low) / (high - low), 0.0, 1.0));
  };
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float y = at.y + paint::caption_line + 4;
  list.AddRectFilled({at.x, y}, {at.x + width, y + track}, theme.line, track / 2);
  list.AddRectFilled({x_of(expect.least), y}, {x_of(expect.most), y + track},
                     fade(theme.second, 0.6f), track / 2);
  const std::optional<double> now = figure_now(context, expect.key);
  std::string where = "Expected";
  if (now && std::isfinite(*now)) {
    const bool inside = *now >= expect.least && *now <= expect.most;
    const float x = x_of(*now);
    list.AddCircleFilled({x, y + track / 2}, 6, theme.accent);
    list.AddCircle({x, y + track / 2}, 6, theme.card, 0, 1.5f);
    where = tr("You are here: {}{}", three_figures(*now),
               inside ? tr(", as expected") : std::string_view());
  }
  paint::caption(context, at, where);
  paint::caption(context, {at.x + width, at.y},
                 std::format("{} … {}", three_figures(expect.least), three_figures(expect.most)),
                 1);
  const std::string_view data = base_name(context.settings->data);
  const std::string note = data == base_name(expect.data)
                               ? tr("{}, after {} {}", tr(expect.words), lesson.epochs,
                                    tr(lesson.epochs == 1 ? "epoch" : "epochs"))
                               : tr("{}, measured on {}", tr(expect.words), expect.data);
  paint::caption(context, {at.x, y + track + 4},
                 paint::fitted(context, note, theme.caption_size, width));
  ImGui::Dummy({width, tall});
}

void LessonPanel::draw_train(const Context& context, const Lesson& lesson) {
  const Snapshot& snapshot = context.snapshot;
  const bool done = snapshot.epoch >= lesson.epochs;
  const std::string text = context.status->training ? "Pause"
                           : done                   ? "Train on"
                           : lesson.epochs == 1     ? "Train 1 epoch"
                                                    : tr("Train {} epochs", lesson.epochs);
  if (button(context, "lesson-train", {.text = text, .look = Look::filled})) {
    const double behind = done ? 0 : snapshot.epoch;
    if (context.status->training)
      context.command("pause", {});
    else
      context.command("train", {{"epochs", lesson.epochs - behind}});
  }
  context.note("lesson-train");
}

void LessonPanel::draw(const Context& context, ImVec2 size) {
  const Lesson& lesson = *context.lesson;
  if (!lesson.formula.empty() && awaits_formulas(context)) return;
  const float top = ImGui::GetCursorScreenPos().y, width = size.x;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {8, 8});
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const std::string place = tr("{} of {}", number_of(lesson) + 1, lessons().size());
  const float left = width - paint::text_size(context, context.theme.caption_size, place).x - 8;
  draw_text(context, at, lesson.title, context.theme.text, context.theme.heading_size,
            Weight::semibold, left);
  paint::caption(context, {at.x + width, at.y + 3}, place, 1);
  ImGui::Dummy({width, context.theme.heading_size + 4});
  for (const std::string& paragraph : lesson.text) words(context, width, paragraph, true);
  if (!lesson.formula.empty()) draw_formula(context, lesson, width);
  words(context, width, lesson.exercise);
  draw_train(context, lesson);
  for (const std::string& name : lesson.controls)
    if (const Property* p = find_property(name); p->acts_in(*context.settings))
      rows_.draw(context, *p, width);
  draw_gauge(context, lesson, width);
  words(context, width, lesson.question);
  if (answered_ == lesson.name) {
    words(context, width, lesson.answer, true);
  } else {
    if (button(context, "lesson-answer", {.text = "Answer"})) answered_ = lesson.name;
    context.note("lesson-answer");
  }
  caption(context, lesson.source, width);
  const size_t number = number_of(lesson);
  const auto leads_to = [&](const char* id, const ButtonShape& shape, std::string name) {
    if (button(context, id, shape)) context.wishes->lesson = std::move(name);
    context.note(id);
  };
  const auto neighbour = [&](size_t other) {
    return other < lessons().size() ? lessons()[other].name : std::string();
  };
  leads_to("lesson-back", {.text = "Back", .enabled = number > 0}, neighbour(number - 1));
  ImGui::SameLine();
  leads_to("lesson-next", {.text = "Next", .enabled = number + 1 < lessons().size()},
           neighbour(number + 1));
  ImGui::SameLine();
  leads_to("lesson-close", {.text = "Close", .look = Look::quiet}, {});
  ImGui::PopStyleVar();
  height_ = ImGui::GetCursorScreenPos().y - top;
}

}  // namespace

namespace panel {

extern const PanelRow lesson{
    .name = "lesson",
    .title = "Lesson",
    .tab = "Lesson",
    .about = "A lesson: what is to be seen, the controls that matter, what to expect.",
    .place = Place::side,
    .make = make<LessonPanel>,
    .needs = [](const Context& context) { return context.lesson != nullptr; },
    .scrolls = true,
    .height = 480};

}  // namespace panel
}  // namespace hourglass::view
