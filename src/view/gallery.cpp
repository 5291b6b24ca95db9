#include "view/gallery.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "share/texts.h"
#include "view/keypad.h"
#include "view/matching.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr float gap = 8, tile_width = 288;

// A tile: its picture at the left, name and line beside it.
bool tile(const Context& context, const std::string& id, const GalleryEntry& entry, bool current,
          ImVec2 size) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos(), to{at.x + size.x, at.y + size.y};
  const bool pressed = press_area(id.c_str(), size);
  if (current) ImGui::SetItemDefaultFocus();
  context.note(id);
  const bool hovered = ImGui::IsItemHovered() || ImGui::IsItemFocused();
  list.AddRectFilled(at, to, mix(theme.card, theme.muted, hovered ? 0.16F : 0.06F), rounding);
  if (current) list.AddRect(at, to, theme.second, rounding, 0, 1.5F);
  const float side = size.y - 16;
  if (entry.picture) entry.picture(list, theme, {at.x + 8, at.y + 8}, side);
  const float left = at.x + side + 20, room = to.x - 10 - left;
  draw_text(context, {left, at.y + 7}, entry.title, current ? theme.second : theme.text,
            theme.body_size, Weight::semibold, room);
  ImGui::PushFont(theme.body, theme.caption_size);
  const ImVec2 line{left, at.y + 27};
  const ImVec4 clip(left, at.y, to.x - 6, to.y - 4);
  const std::string_view words = tr(entry.line);
  list.AddText(theme.body, theme.caption_size, line, theme.muted, words.data(),
               words.data() + words.size(), room, &clip);
  ImGui::PopFont();
  return pressed;
}

}  // namespace

bool Gallery::fits(const GalleryEntry& entry) const {
  return fitness(search_, {tr(entry.title), entry.name, tr(entry.line), tr(entry.family)}) > 0;
}

std::optional<size_t> Gallery::draw_entries(const Context& context, const char* id,
                                            std::optional<size_t> current,
                                            std::span<const GalleryEntry> entries, float width) {
  std::optional<size_t> chosen;
  const auto columns = static_cast<uint32_t>(std::max(1.0F, (width + gap) / (tile_width + gap)));
  const float wide =
      std::floor((width - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns));
  constexpr float tall = 76;
  const ImVec2 from = ImGui::GetCursorScreenPos();
  float y = from.y;
  uint32_t column = 0;
  std::string_view family;
  bool any = false;
  for (size_t i = 0; i < entries.size(); ++i) {
    const GalleryEntry& entry = entries[i];
    if (!fits(entry)) continue;
    any = true;
    if (entry.family != family) {
      if (column > 0) y += tall + gap;
      column = 0;
      family = entry.family;
      draw_text(context, {from.x, y + 2}, family, context.theme.muted, 13, Weight::semibold);
      y += 24;
    }
    ImGui::SetCursorScreenPos({from.x + static_cast<float>(column) * (wide + gap), y});
    if (tile(context, std::string(id) + "." + std::string(entry.name), entry, current == i,
             {wide, tall}))
      chosen = i;
    if (++column == columns) column = 0, y += tall + gap;
  }
  if (column > 0) y += tall + gap;
  if (!any) {
    draw_text(context, {from.x, y + 8}, "Nothing is called so", context.theme.muted,
              context.theme.body_size);
    y += 40;
  }
  ImGui::SetCursorScreenPos({from.x, y});
  ImGui::Dummy({width, 0});
  return chosen;
}

std::optional<size_t> Gallery::draw(const Context& context, const char* id, std::string_view shown,
                                    std::optional<size_t> current,
                                    std::span<const GalleryEntry> entries, float width) {
  ImGui::PushID(id);
  if (button(context, "open", {.text = shown, .width = width, .caret = true})) {
    ImGui::OpenPopup("gallery");
    search_.clear();
    typing_ = false;
  }
  context.note(id);
  const ImVec2 button_from = ImGui::GetItemRectMin(), button_to = ImGui::GetItemRectMax();
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  const float margin = context.touch ? 8 : 12;
  const float wide = std::min(3 * tile_width + 2 * gap + 60, screen.x - 2 * margin);
  const float left = std::clamp(button_from.x, margin, std::max(margin, screen.x - wide - margin));
  const float top = std::min(button_to.y + 6, 64.0F);
  ImGui::SetNextWindowPos({left, top});
  ImGui::SetNextWindowSize({wide, screen.y - top - margin});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {16, 14});
  std::optional<size_t> chosen;
  if (ImGui::BeginPopup("gallery", ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoTitleBar |
                                       ImGuiWindowFlags_NoResize)) {
    std::array<char, 64> text{};
    search_.copy(text.data(), text.size() - 1);
    ImGui::PushFont(context.theme.body, context.theme.body_size);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                        {10, (control_height(context) - ImGui::GetFontSize()) / 2});
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x);
    if (ImGui::InputTextWithHint("##search", tr("Search").data(), text.data(), text.size()))
      search_ = text.data();
    if (ImGui::IsItemActivated()) typing_ = by_finger(context);
    ImGui::PopStyleVar();
    ImGui::PopFont();
    context.note(std::string(id) + ".search");
    ImGui::Dummy({0, 2});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
    ImGui::PushStyleColor(ImGuiCol_ChildBg, 0U);
    ImGui::BeginChild("entries", {0, typing_ ? -letter_keys_height() - 8 : 0},
                      ImGuiChildFlags_NavFlattened);
    chosen = draw_entries(context, id, current, entries, ImGui::GetContentRegionAvail().x - 6);
    // The first that is found, by Enter.
    if (!search_.empty() && !chosen && ImGui::IsKeyPressed(ImGuiKey_Enter, false))
      for (size_t i = 0; i < entries.size() && !chosen; ++i)
        if (fits(entries[i])) chosen = i;
    touch_scroll(context);
    ImGui::EndChild();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
    if (typing_ && letter_keys(context, search_, ImGui::GetContentRegionAvail().x)) typing_ = false;
    if (chosen) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
  ImGui::PopID();
  return chosen;
}

}  // namespace hourglass::view
