#include "view/keypad.h"

#include <algorithm>
#include <array>
#include <format>

#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

// As they stand, four in a row.
constexpr std::array<std::string_view, 16> keys = {"7", "8", "9", "back", "4", "5", "6", "−",
                                                   "1", "2", "3", "e",    "0", ".", ",", "done"};

}  // namespace

std::string after_key(std::string text, std::string_view key) {
  if (key == "back") {
    if (!text.empty()) text.pop_back();
  } else if (text.size() < 100) {
    text += key == "−" ? std::string_view("-") : key;
  }
  return text;
}

std::optional<std::string> Keypad::draw(const Context& context, const char* id,
                                        std::string_view text, std::string_view title,
                                        std::string_view about, float width, bool list) {
  const Theme& theme = context.theme;
  const float tall = control_height(context);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushID(id);
  if (press_area("number", {width, tall})) {
    ImGui::OpenPopup("keypad");
    typed_ = text.find_first_of("0123456789") == 0 || text.starts_with('-') ? text : "";
    fresh_ = true;
  }
  context.note(id);
  ImDrawList& ground = *ImGui::GetWindowDrawList();
  ground.AddRect({at.x, at.y + 4}, {at.x + width, at.y + tall - 4},
                 ImGui::IsItemActive() ? theme.second : theme.line, rounding);
  const float shown = std::min(width - 12, text_size(context, text, theme.body_size).x);
  draw_text(context, {at.x + std::max(6.0F, width - 8 - shown), at.y + tall / 2 - 9}, text,
            theme.text, theme.body_size, Weight::regular, width - 10);

  std::optional<std::string> given;
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  constexpr float padding = 12, between = 6;
  const float wide = std::min(340.0F, screen.x - 16);
  ImGui::SetNextWindowPos({screen.x / 2, screen.y - 8}, ImGuiCond_Always, {0.5F, 1});
  ImGui::SetNextWindowSize({wide, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {padding, padding});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {between, between});
  if (ImGui::BeginPopup("keypad", ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoTitleBar |
                                      ImGuiWindowFlags_NoResize)) {
    const float room = ImGui::GetContentRegionAvail().x, side = (room - 3 * between) / 4;
    draw_text(context, ImGui::GetCursorScreenPos(), title, theme.muted, theme.caption_size + 1);
    const ImVec2 value = ImGui::GetCursorScreenPos();
    const std::string now = typed_ + (fresh_ ? "" : "|");
    const float long_is = text_size(context, now, theme.heading_size).x;
    draw_text(context, {value.x + std::max(room * 0.4F, room - long_is), value.y - 2}, now,
              fresh_ ? theme.muted : theme.text, theme.heading_size, Weight::regular, room * 0.6F);
    ImGui::Dummy({room, 24});
    caption(context, about, room);
    for (size_t i = 0; i < keys.size(); ++i) {
      const std::string_view key = keys[i];
      if (i % 4 > 0) ImGui::SameLine();
      const bool done = key == "done";
      ButtonShape shape{.text = key, .width = side, .height = 52};
      if (key == "back") shape.text = "←";
      if (done) shape.text = "Done", shape.look = Look::filled;
      shape.enabled = key != "," || list;
      const std::string name(key);
      const bool pressed = button(context, name.c_str(), shape);
      context.note("keypad." + name);
      if (!pressed) continue;
      if (done) {
        if (typed_ != text) given = typed_;
        ImGui::CloseCurrentPopup();
      } else {
        typed_ = after_key(fresh_ && key != "back" && key != "," ? "" : typed_, key);
        fresh_ = false;
      }
    }
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar(2);
  ImGui::PopID();
  return given;
}

}  // namespace hourglass::view
