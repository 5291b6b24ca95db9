// The trainings that there were: names, what each changed, how it ended. A press shows a run's curves beside the
// present one's; the chosen one can be named, begun again, or forgotten.
#include <imgui.h>
#include <algorithm>
#include <cmath>
#include <format>
#include <nlohmann/json.hpp>
#include <string>

#include "share/texts.h"
#include "snapshot/run.h"
#include "view/keypad.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

class RunsPanel : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  void draw_run(const Context&, const Run&, uint32_t row, float width);
  void draw_tools(const Context&, const Run&, float width);

  Keypad keypad_;
  uint32_t chosen_ = 0;  // by its number; 0: none
};

void RunsPanel::draw_run(const Context& context, const Run& run, uint32_t row, float width) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float tall = context.touch ? 52 : 42, side = context.touch ? 44 : 28;
  // The mark is what shows and hides the curves; the rest of the row chooses it.
  ImGui::SetCursorScreenPos({at.x, at.y + (tall - side) / 2});
  const bool toggled = press_in_row(context, "runs.show", row, 0, {side, side});
  tooltip(context, run.present ? "The present run: its curves are always there"
                   : run.shown ? "Hide its curves"
                               : "Show its curves beside the present run's");
  ImGui::SetCursorScreenPos({at.x + side + 4, at.y});
  const bool pressed = press_in_row(context, "runs.run", row, 0, {width - side - 4, tall});
  const bool hovered = ImGui::IsItemHovered() || ImGui::IsItemFocused();
  tooltip(context, run.changes.empty() ? run.name : run.changes);
  if (toggled && !run.present)
    context.command("run", {{"number", run.number}, {"shown", !run.shown}});
  if (pressed) chosen_ = chosen_ == run.number ? 0 : run.number;
  if (hovered || chosen_ == run.number)
    list.AddRectFilled({at.x + side, at.y + 1}, {at.x + width + 6, at.y + tall - 1},
                       fade(theme.second, hovered ? 0.2f : 0.12f), rounding);
  const ImU32 colour = run.present ? theme.accent : run_colour(theme, run.number);
  const ImVec2 mark{at.x + side / 2, at.y + tall / 2};
  if (run.shown || run.present)
    list.AddCircleFilled(mark, 6, colour);
  else
    list.AddCircle(mark, 5.5f, mix(theme.muted, theme.line, 0.4f), 0, 1.5f);

  const float left = at.x + side + 10, right = at.x + width - 2;
  const std::string loss = std::isfinite(run.loss()) ? three_figures(run.loss()) : "–";
  const float figure = paint::text_size(context, theme.body_size, loss).x;
  const float room = right - figure - 12 - left;
  const std::string name = std::format("{} {}", run.number, run.name);
  paint::text(context, {left, at.y + tall / 2 - 18},
              paint::fitted(context, name, theme.body_size, room), theme.text, theme.body_size);
  paint::text(context, {right, at.y + tall / 2 - 18}, loss, theme.text, theme.body_size, 1);
  const std::string how_long = run.present ? "now" : tr("step {}", thousands(run.step));
  const float step = paint::text_size(context, theme.caption_size, how_long).x;
  paint::caption(context, {right, at.y + tall / 2 + 2}, how_long, 1);
  paint::caption(
      context, {left, at.y + tall / 2 + 2},
      paint::fitted(context,
                    run.changes.empty()
                        ? row + 1 == context.runs->size() ? "as it came" : "the same again"
                        : run.changes,
                    theme.caption_size, right - step - 12 - left));
  ImGui::SetCursorScreenPos({at.x, at.y + tall});
  ImGui::Dummy({width, 0});
}

void RunsPanel::draw_tools(const Context& context, const Run& run, float width) {
  ImGui::PushID(static_cast<int>(run.number));
  const auto change = [&](const char* what, nlohmann::json value) {
    context.command("run", {{"number", run.number}, {what, std::move(value)}});
  };
  const ButtonShape again{.text = "Again"}, beside{.text = "Beside"},
      forget{.text = "Forget", .look = Look::quiet};
  if (const auto name =
          text_field(context, keypad_, "runs.name", run.name, "The run's name", width))
    change("name", *name);
  tooltip(context, "Its name");
  ImGui::Dummy({0, 2});
  if (button(context, "runs.again", again)) change("again", true);
  context.note("runs.again");
  tooltip(context, "Its network, data and settings, from fresh weights");
  ImGui::SameLine();
  if (button(context, "runs.beside", beside)) context.command("beside", {{"number", run.number}});
  context.note("runs.beside");
  tooltip(context, "Trains it beside the present network, both from the start");
  ImGui::SameLine();
  ImGui::BeginDisabled(run.present);
  if (button(context, "runs.forget", forget)) change("forget", true);
  ImGui::EndDisabled();
  context.note("runs.forget");
  ImGui::PopID();
}

void RunsPanel::draw(const Context& context, ImVec2 size) {
  const float top = ImGui::GetCursorScreenPos().y;
  const std::vector<Run>& all = *context.runs;
  if (all.empty()) {
    paint::empty(context, ImGui::GetCursorScreenPos(), {size.x, std::max(size.y, 60.0f)},
                 "Each training is listed here, with what it changed");
    ImGui::Dummy({size.x, 60});
    return;
  }
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {8, 0});
  uint32_t row = 0;
  for (auto run = all.rbegin(); run != all.rend(); ++run) {
    draw_run(context, *run, row++, size.x);
    if (run->number != chosen_) continue;
    ImGui::Dummy({0, 4});
    draw_tools(context, *run, size.x);
    ImGui::Dummy({0, 6});
  }
  ImGui::Dummy({0, 6});
  if (button(context, "runs.export", {.text = "Export"})) context.command("saveRuns", {});
  context.note("runs.export");
  tooltip(context, "All runs as a file: dropped on this page, or another, they are listed there");
  ImGui::PopStyleVar();
  height_ = ImGui::GetCursorScreenPos().y - top;
}

}  // namespace

namespace panel {

extern const PanelRow runs{
    .name = "runs",
    .title = "Runs",
    .tab = "Runs",
    .about = "Every training: what it changed, how it ended; their curves side by side.",
    .place = Place::play,
    .make = make<RunsPanel>,
    .scrolls = true,
    .late = true};

}  // namespace panel
}  // namespace hourglass::view
