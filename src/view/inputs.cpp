// Sliders, lists to choose from, text fields and switches.
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "view/focus.h"
#include "view/widgets.h"

namespace hourglass::view {

bool slider(const Context& context, const char* id, double& value, double minimum, double maximum,
            bool logarithmic, float width, bool enabled) {
  const Theme& theme = context.theme;
  const float height = control_height(context), knob = context.touch ? 9.0F : 6.0F;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  if (!enabled) ImGui::BeginDisabled();
  press_area(id, {width, height});
  if (!enabled) ImGui::EndDisabled();
  const bool active = dragged(), hovered = ImGui::IsItemHovered();

  // A logarithmic scale that begins at 0 starts four decades below its end.
  const double low = logarithmic && minimum <= 0 ? maximum * 1e-4 : minimum;
  const auto place = [&](double v) {
    const double share = logarithmic ? std::log(std::max(v, low) / low) / std::log(maximum / low)
                                     : (v - low) / (maximum - low);
    return static_cast<float>(std::clamp(share, 0.0, 1.0));
  };
  const float left = at.x + knob, right = at.x + width - knob, middle = at.y + height / 2;
  bool changed = false;
  const auto move = [&](double share) {
    share = std::clamp(share, 0.0, 1.0);
    double wanted =
        logarithmic ? low * std::pow(maximum / low, share) : low + (maximum - low) * share;
    // Values that people would say: two significant figures.
    if (wanted != 0) {
      const double unit = std::pow(10.0, std::floor(std::log10(std::abs(wanted))) - 1);
      wanted = std::round(wanted / unit) * unit;
    }
    wanted = std::clamp(wanted, minimum, maximum);
    changed = std::abs(wanted - value) > 1e-6 * std::abs(value) && wanted != value;
    if (changed) value = wanted;
  };
  if (active) move((ImGui::GetIO().MousePos.x - left) / (right - left));
  // A hundredth of the way, or as many as lead to another value.
  const double way = arrows(false).x, now = place(value);
  for (int i = 1; way != 0 && !changed && i <= 100; ++i) move(now + way * i * 0.01);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float x = left + (right - left) * place(value);
  const ImU32 ink = !enabled            ? theme.line
                    : active || hovered ? theme.accent
                                        : mix(theme.muted, theme.text, 0.3F);
  list.AddRectFilled({left, middle - 1.5F}, {right, middle + 1.5F}, theme.line, 1.5F);
  list.AddRectFilled({left, middle - 1.5F}, {x, middle + 1.5F}, fade(ink, 0.8F), 1.5F);
  list.AddCircleFilled({x, middle}, knob, ink);
  return changed;
}

std::optional<int> choice(const Context& context, const char* id, std::string_view shown,
                          int current, std::span<const std::string_view> entries,
                          std::span<const std::string_view> notes, float width, Look look) {
  const Theme& theme = context.theme;
  ImGui::PushID(id);
  ButtonShape shape{.text = shown, .look = look, .width = width, .caret = true};
  if (button(context, "open", shape)) ImGui::OpenPopup("list");
  context.note(id);
  const ImVec2 from = ImGui::GetItemRectMin(), to = ImGui::GetItemRectMax();

  std::optional<int> chosen;
  const float row = context.touch ? 44 : (notes.empty() ? 28 : 42);
  float wide = to.x - from.x;
  for (const std::string_view note : notes) {
    wide = std::max(wide, text_size(context, note, theme.caption_size).x + 36);
  }
  for (const std::string_view entry : entries) {
    wide = std::max(wide, text_size(context, entry, theme.body_size).x + 36);
  }
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  wide = std::min(wide, screen.x - 16);
  const float tall = static_cast<float>(entries.size()) * row + 8;
  const float below = screen.y - to.y - 12, above = from.y - 12;
  const bool upwards = tall > below && above > below;
  const float shown_tall = std::min(tall, upwards ? above : below);
  ImGui::SetNextWindowPos({std::clamp(from.x, 8.0F, std::max(8.0F, screen.x - wide - 8)),
                           upwards ? from.y - 4 - shown_tall : to.y + 4});
  ImGui::SetNextWindowSize({wide, shown_tall});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {4, 4});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  if (ImGui::BeginPopup("list", ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoTitleBar |
                                    ImGuiWindowFlags_NoResize)) {
    for (int i = 0; i < static_cast<int>(entries.size()); ++i) {
      const auto index = static_cast<size_t>(i);
      const ImVec2 at = ImGui::GetCursorScreenPos();
      const float room = ImGui::GetContentRegionAvail().x;
      ImGui::PushID(i);
      if (press_area("entry", {room, row})) {
        chosen = i;
        ImGui::CloseCurrentPopup();
      }
      if (i == current) ImGui::SetItemDefaultFocus();
      context.note(std::string(id) + "." + std::string(entries[index]));
      ImGui::PopID();
      if (ImGui::IsItemHovered()) {
        ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + room, at.y + row},
                                                  fade(theme.muted, 0.14F), rounding - 2);
      }
      const ImU32 ink = i == current ? theme.accent : theme.text;
      const Weight weight = i == current ? Weight::semibold : Weight::regular;
      const float y = notes.empty() ? at.y + (row - theme.body_size) / 2 - 1 : at.y + 4;
      draw_text(context, {at.x + 10, y}, entries[index], ink, theme.body_size, weight, room - 16);
      if (index < notes.size()) {
        draw_text(context, {at.x + 10, at.y + row - 19}, notes[index], theme.muted,
                  theme.caption_size, Weight::regular, room - 16);
      }
    }
    touch_scroll(context);
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar(2);
  ImGui::PopID();
  return chosen;
}

std::optional<std::string> field(const Context& context, const char* id, std::string_view text,
                                 float width, bool right_aligned) {
  const Theme& theme = context.theme;
  std::array<char, 512> buffer{};
  std::memcpy(buffer.data(), text.data(), std::min(text.size(), buffer.size() - 1));
  ImGui::PushFont(theme.body, theme.body_size);
  const float height = control_height(context);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  // ImGui aligns no text in its fields: what is not being edited is pushed over by padding.
  float pad = 8;
  ImGui::PushID(id);
  const bool editing = ImGui::GetActiveID() == ImGui::GetID("##text");
  if (right_aligned && !editing) {
    pad = std::max(8.0F, width - 8 - text_size(context, text, theme.body_size).x);
  }
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {pad, (height - ImGui::GetFontSize()) / 2});
  ImGui::SetNextItemWidth(width);
  ImGui::InputText("##text", buffer.data(), buffer.size(), ImGuiInputTextFlags_AutoSelectAll);
  ImGui::PopStyleVar();
  const bool finished = ImGui::IsItemDeactivatedAfterEdit();
  const bool hot = ImGui::IsItemActive() || ImGui::IsItemHovered();
  ImGui::PopID();
  ImGui::PopFont();
  ImGui::GetWindowDrawList()->AddRect(at, {at.x + width, at.y + height},
                                      ImGui::IsItemActive() ? theme.second
                                      : hot                 ? mix(theme.line, theme.muted, 0.5F)
                                                            : theme.line,
                                      rounding);
  context.note(id);
  if (!finished || std::string_view(buffer.data()) == text) return {};
  return std::string(buffer.data());
}

bool toggle(const Context& context, const char* id, bool on) {
  const Theme& theme = context.theme;
  const float height = control_height(context), width = 36, tall = 20;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool pressed = press_area(id, {width, height});
  context.note(id);
  const float top = at.y + (height - tall) / 2;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled({at.x, top}, {at.x + width, top + tall}, on ? theme.accent : theme.line,
                     tall / 2);
  const float x = on ? at.x + width - tall / 2 : at.x + tall / 2;
  list.AddCircleFilled({x, top + tall / 2}, tall / 2 - 3, on ? on_accent(theme) : theme.muted);
  return pressed;
}

}  // namespace hourglass::view
