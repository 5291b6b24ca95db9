#include "view/share_panel.h"

#include <algorithm>
#include <array>
#include <format>
#include <utility>
#include <vector>

#include "export/formats.h"
#include "export/script.h"
#include "model/lessons.h"
#include "share/texts.h"
#include "view/panels.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr ImGuiWindowFlags card_flags =
    ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove;

bool begin_popup(const Context& context, const char* id, bool open, float width) {
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  if (open) ImGui::OpenPopup(id);
  ImGui::SetNextWindowPos({screen.x - 12, context.touch ? 60.0F : 54.0F}, ImGuiCond_Always, {1, 0});
  ImGui::SetNextWindowSizeConstraints({0, 0}, {screen.x - 24, screen.y - 90});
  ImGui::SetNextWindowSize({std::min(width, screen.x - 24), 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {16, 14});
  const bool shown = ImGui::BeginPopup(id, card_flags);
  ImGui::PopStyleVar();
  return shown;
}

// Saves a file and closes the card.
void save_button(const Context& context, const char* id, const char* text,
                 Context::Wishes::File file, Look look = Look::outlined) {
  if (button(context, id, {.text = text, .look = look})) {
    context.wishes->save = std::move(file);
    ImGui::CloseCurrentPopup();
  }
  context.note(id);
}

struct Line {
  std::string_view left, right;
};
constexpr std::array<Line, 11> keys = {
    {{"Space", "Train, pause"},
     {"S  →", "One step"},
     {"R", "Reset: fresh weights of the same seed"},
     {"Ctrl+K", "Search: settings, panels, presets, data, lessons, commands"},
     {"Ctrl+S, Ctrl+O", "Save the weights, open saved ones"},
     {"Ctrl+Z", "Undo a change, weights and all; Ctrl+Y redoes it"},
     {"F", "The panel under the pointer alone, and back"},
     {"T", "Dark or light"},
     {"?", "This card"},
     {"Tab", "Control by control: Space presses, arrows move"},
     {"Esc", "Close; leave the control"}}};
void lines(const Context& context, std::span<const Line> all, float left) {
  const Theme& theme = context.theme;
  for (const Line& line : all) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_text(context, at, line.left, theme.text, 13, Weight::semibold);
    ImGui::SetCursorScreenPos({at.x + left, at.y});
    ImGui::PushFont(theme.body, 13);
    ImGui::PushStyleColor(ImGuiCol_Text, theme.muted);
    ImGui::PushTextWrapPos(0);
    const std::string_view right = tr(line.right);
    ImGui::TextUnformatted(right.data(), right.data() + right.size());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
    ImGui::PopFont();
  }
}

}  // namespace

bool share_panel(const Context& context, bool open, ShareLinks& links) {
  if (!begin_popup(context, "share-card", open, 420)) return false;
  heading(context, "Share");
  links.draw(context);
  heading(context, "Weights");
  caption(
      context,
      "The training as a file (.safetensors): weights, optimiser and settings. It goes on where "
      "it was, here, on the desktop and with hourglass train --resume.");
  const bool built = context.snapshot.model != nullptr;
  ImGui::BeginDisabled(!built);
  save_button(context, "save-model", "Save", {"saveModel", ""}, Look::filled);
  ImGui::EndDisabled();
  ImGui::SameLine();
  if (button(context, "open-model", {.text = "Open"})) {
    context.wishes->open = true;
    ImGui::CloseCurrentPopup();
  }
  context.note("open-model");
  if (context.records) {
    ImGui::Dummy({0, 2});
    heading(context, "Video");
    caption(
        context,
        "The window filmed while it trains, or while you go back along the timeline: Stop, in the "
        "top bar, ends and saves it.");
    if (button(context, "record", {.text = "Record"})) {
      context.wishes->record = true;
      ImGui::CloseCurrentPopup();
    }
    context.note("record");
  }
  ImGui::Dummy({0, 2});
  heading(context, "Export");
  caption(context,
          "For other programs: the network to be run (ONNX), a script that trains it on (PyTorch, "
          "beside the saved file), its weights (NPZ); codes and curves as tables.");
  ImGui::BeginDisabled(!built);
  for (const ExportFormatFacts& facts : export_formats) {
    const std::string name(facts.name);
    ImGui::BeginDisabled(facts.format == ExportFormat::pytorch && !Script::here());
    save_button(context, ("export-" + name).c_str(), std::string(facts.label).c_str(),
                {"exportModel", name});
    ImGui::EndDisabled();
    tooltip(context, facts.about);
    ImGui::SameLine();
  }
  if (context.snapshot.code_count > 0) {
    save_button(context, "export-codes", "Codes", {"exportCodes", "csv"});
    ImGui::SameLine();
  }
  save_button(context, "export-curves", "Curves", {"exportCurves", ""});
  ImGui::EndDisabled();
  touch_scroll(context);
  ImGui::EndPopup();
  return true;
}

void lessons_panel(const Context& context, bool open) {
  if (!begin_popup(context, "lessons-card", open, 420)) return;
  const Theme& theme = context.theme;
  heading(context, "Lessons");
  const float width = ImGui::GetContentRegionAvail().x, tall = context.touch ? 44 : 26;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {8, 0});
  uint32_t row = 0;
  if (lessons().empty()) caption(context, "On their way …");
  for (const Lesson& lesson : lessons()) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    if (press_in_row(context, "lessons.list", row, 0, {width, tall})) {
      context.wishes->lesson = lesson.name;
      ImGui::CloseCurrentPopup();
    }
    const bool hovered = ImGui::IsItemHovered() || ImGui::IsItemFocused();
    if (hovered || &lesson == context.lesson)
      ImGui::GetWindowDrawList()->AddRectFilled({at.x - 6, at.y}, {at.x + width + 6, at.y + tall},
                                                fade(theme.second, hovered ? 0.2F : 0.12F),
                                                rounding);
    const float y = at.y + tall / 2 - 9;
    draw_text(context, {at.x, y}, std::format("{}", ++row), theme.muted, theme.body_size);
    draw_text(context, {at.x + 28, y}, lesson.title, theme.text, theme.body_size, Weight::regular,
              width - 28);
  }
  ImGui::PopStyleVar();
  touch_scroll(context);
  ImGui::EndPopup();
}

void help_panel(const Context& context, bool open, std::span<Panel* const> panels) {
  if (!begin_popup(context, "help-card", open, 460)) return;
  heading(context, "Hourglass");
  caption(context,
          "A network squeezes every example through a few numbers, the code, and learns to rebuild "
          "it from them. Press Space and watch the plane sort itself.");
  const auto leads = [&](const char* id, const ButtonShape& shape) {
    const bool pressed = button(context, id, shape);
    context.note(id);
    if (pressed) ImGui::CloseCurrentPopup();
    return pressed;
  };
  if (leads("help.search", {.icon = Icon::search, .text = "Search"}))
    context.wishes->toggle_search = true;
  ImGui::SameLine();
  if (leads("help.tour", {.text = "Tour"})) context.wishes->tour = true;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {8, 6});
  if (!context.touch) {
    ImGui::Dummy({0, 2});
    heading(context, "Keys");
    lines(context, keys, 112);
  }
  ImGui::Dummy({0, 2});
  heading(context, "Panels");
  const Kind kind = context.snapshot.data ? context.snapshot.data->kind : Kind::pictures;
  const float wide = ImGui::GetContentRegionAvail().x;
  for (const Panel* panel : panels) {
    const Line line{panel_title(panel->row(), kind), panel->row().about};
    const ImVec2 at = ImGui::GetCursorScreenPos();
    lines(context, std::span(&line, 1), 112);
    const ImVec2 below = ImGui::GetCursorScreenPos();
    ImGui::SetCursorScreenPos({at.x - 6, at.y - 3});
    const std::string id = "help." + std::string(panel->name());
    if (press_area(id.c_str(), {wide + 12, below.y - at.y})) {
      context.wishes->show = panel->name();
      ImGui::CloseCurrentPopup();
    }
    if (ImGui::IsItemHovered() || ImGui::IsItemFocused())
      ImGui::GetWindowDrawList()->AddRectFilled({at.x - 6, at.y - 3},
                                                {at.x + wide + 6, below.y - 4},
                                                fade(context.theme.second, 0.16F), rounding);
    context.note(id);
    ImGui::SetCursorScreenPos(below);
    ImGui::Dummy({0, 0});
  }
  ImGui::PopStyleVar();
  touch_scroll(context);
  ImGui::EndPopup();
}

}  // namespace hourglass::view
