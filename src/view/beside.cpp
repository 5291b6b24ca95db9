// Two trainings side by side: the same panel of both, chosen from those that both have.
#include <imgui.h>
#include <algorithm>
#include <format>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/changes.h"
#include "share/texts.h"
#include "snapshot/status.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/panels.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

class Beside : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  // One for each side: a panel keeps what it shows.
  struct Pair {
    const PanelRow* row;
    std::unique_ptr<Panel> here, there;
  };
  std::vector<size_t> offered(const Context&) const;
  void draw_side(const Context&, Panel&, std::string_view letter, const std::string& words,
                 ImU32 colour, ImVec2 at, ImVec2 size);

  std::vector<Pair> pairs_;
  size_t chosen_ = 0;
};

// What looks at a network's work; what changes it, or lists, is there once.
bool worth_two(const PanelRow& row) {
  return row.place != Place::side && row.name != "beside" && row.name != "runs" &&
         row.name != "curves" && row.name != "abilities";
}

std::vector<size_t> Beside::offered(const Context& context) const {
  std::vector<size_t> both;
  // Until the other one is built, nobody can be asked what it needs.
  const bool built = context.rival->snapshot.model && context.rival->snapshot.data;
  for (size_t i = 0; i < pairs_.size(); ++i) {
    const auto needs = pairs_[i].row->needs;
    if (!needs || (needs(context) && (!built || needs(*context.rival)))) both.push_back(i);
  }
  return both;
}

void Beside::draw_side(const Context& context, Panel& panel, std::string_view letter,
                       const std::string& words, ImU32 colour, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddCircleFilled({at.x + 9, at.y + 10}, 9, colour);
  draw_text(context,
            {at.x + 9 - text_size(context, letter, 12, Weight::semibold).x / 2, at.y + 2.5F},
            letter, on_accent(theme), 12, Weight::semibold);
  const Snapshot& snapshot = context.snapshot;
  std::string figures;
  if (size.x > 240) figures = tr("step {} · ", thousands(context.status->step));
  if (!snapshot.test_curve.empty() && snapshot.model)
    figures += tr("test {}", three_figures(total(snapshot.test_curve.last(), snapshot.model->series,
                                                 *context.settings)));
  const float right = text_size(context, figures, theme.caption_size).x;
  draw_text(context, {at.x + 26, at.y}, words, theme.text, theme.body_size, Weight::regular,
            size.x - 38 - right);
  draw_text(context, {at.x + size.x - right, at.y + 3}, figures, theme.muted, theme.caption_size);
  ImGui::SetCursorScreenPos({at.x, at.y + 26});
  ImGui::PushID(letter.data());
  ImGui::PushID(&panel);
  ImGui::BeginChild("side", {size.x, size.y - 26}, ImGuiChildFlags_NavFlattened);
  if (snapshot.model && snapshot.data)
    panel.draw(context, {size.x, size.y - 26});
  else
    paint::empty(context, {at.x, at.y + 26}, {size.x, size.y - 26}, "Building the network");
  ImGui::EndChild();
  ImGui::PopID();
  ImGui::PopID();
}

void Beside::draw(const Context& context, ImVec2 size) {
  if (!context.rival) return;
  if (pairs_.empty())
    for (const PanelRow* row : panel_rows())
      if (worth_two(*row)) pairs_.push_back({row, row->make(*row), row->make(*row)});
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const std::vector<size_t> both = offered(context);
  if (std::ranges::find(both, chosen_) == both.end() && !both.empty()) chosen_ = both.front();
  paint::Row row(context, at, size.x);
  const Kind kind = context.snapshot.data->kind;
  for (const size_t i : both) {
    const std::string label =
        std::format("{}##beside.{}", panel_tab(*pairs_[i].row, kind), pairs_[i].row->name);
    if (row.chip(label.c_str(), i == chosen_)) chosen_ = i;
  }
  if (row.button("End##beside.end", "The training beside the present one ends"))
    context.command("beside", {});
  const float top = row.bottom() + 8;
  if (both.empty()) {
    paint::empty(context, {at.x, top}, {size.x, at.y + size.y - top},
                 "These two have no panel in common");
  } else {
    const std::string differs = in_words(changes(*context.settings, *context.rival->settings));
    Pair& pair = pairs_[chosen_];
    const ImU32 a = context.theme.accent, b = context.theme.second;
    // Whichever leaves a square more room, between its captions.
    const bool wide = size.x / 2 > (at.y + size.y - top) / 2 - 100;
    const float gap = 20;
    const ImVec2 half = wide ? ImVec2{(size.x - gap) / 2, at.y + size.y - top}
                             : ImVec2{size.x, (at.y + size.y - top - gap) / 2};
    const ImVec2 next = wide ? ImVec2{at.x + half.x + gap, top} : ImVec2{at.x, top + half.y + gap};
    draw_side(context, *pair.here, "A", context.settings->preset, a, {at.x, top}, half);
    draw_side(*context.rival, *pair.there, "B", differs.empty() ? "the same network" : differs, b,
              next, half);
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
}

}  // namespace

namespace panel {

extern const PanelRow beside{
    .name = "beside",
    .title = "Side by side",
    .tab = "Beside",
    .about = "Two networks trained at once, from the same seed: the same panel of both.",
    .place = Place::centre,
    .make = make<Beside>,
    .needs = [](const Context& context) { return context.two; },
    .late = true};

}  // namespace panel
}  // namespace hourglass::view
