// The two palettes and the style. See look.md.
#include "view/theme.h"

#include <algorithm>
#include <vector>

#include "fonts.h"
#include "share/base64.h"
#include "share/embedded.h"
#include "share/palette.h"

namespace hourglass::view {

namespace {

constexpr ImU32 rgb(uint32_t hex) {
  return IM_COL32((hex >> 16) & 255, (hex >> 8) & 255, hex & 255, 255);
}

}  // namespace

ImU32 mix(ImU32 a, ImU32 b, float t) {
  const ImVec4 x = ImGui::ColorConvertU32ToFloat4(a), y = ImGui::ColorConvertU32ToFloat4(b);
  return ImGui::ColorConvertFloat4ToU32(
      {x.x + (y.x - x.x) * t, x.y + (y.y - x.y) * t, x.z + (y.z - x.z) * t, x.w + (y.w - x.w) * t});
}

ImU32 fade(ImU32 colour, float opacity) {
  ImVec4 c = ImGui::ColorConvertU32ToFloat4(colour);
  c.w *= opacity;
  return ImGui::ColorConvertFloat4ToU32(c);
}

Theme make_theme(bool dark) {
  Theme theme;
  theme.dark = dark;
  std::ranges::transform(class_colours, theme.classes.begin(), rgb);
  if (dark) {
    theme.ground = rgb(0x14161A), theme.card = rgb(0x1C1F25), theme.line = rgb(0x2A2E36);
    theme.text = rgb(0xE6E8EB), theme.muted = rgb(0x9AA3AE);
    theme.accent = rgb(0xE6B450), theme.second = rgb(0x4FB3BF), theme.trouble = rgb(0xE5695B);
  } else {
    theme.ground = rgb(0xFAF9F6), theme.card = rgb(0xFFFFFF), theme.line = rgb(0xE3E1DA);
    theme.text = rgb(0x1F2328), theme.muted = rgb(0x5F6772);
    theme.accent = rgb(0x9A6A0B), theme.second = rgb(0x0F7C89), theme.trouble = rgb(0xB93A2C);
  }
  return theme;
}

ImU32 run_colour(const Theme& theme, uint32_t number) {
  return theme.classes[number % theme.classes.size()];
}

ImU32 on_accent(const Theme& theme) { return theme.dark ? theme.ground : theme.card; }

void load_fonts(Theme& theme) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  // ImGui takes the array as mutable and does not write to it.
  const auto add = [&](const unsigned char* bytes, unsigned size) {
    return atlas.AddFontFromMemoryTTF(const_cast<unsigned char*>(bytes), static_cast<int>(size), 0,
                                      &config);
  };
  theme.body = add(fonts::inter_regular, fonts::inter_regular_size);
  theme.heading = add(fonts::inter_semibold, fonts::inter_semibold_size);
}

void load_math_font(Theme& theme) {
  static std::vector<uint8_t> bytes;  // for as long as the atlas
  const auto files = embedded::fonts();
  if (theme.math || files.empty()) return;
  bytes = from_base64url(files[0].text);
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  theme.math = ImGui::GetIO().Fonts->AddFontFromMemoryTTF(
      bytes.data(), static_cast<int>(bytes.size()), 0, &config);
}

void apply_style(const Theme& theme, bool touch) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.FontSizeBase = theme.body_size;
  style.WindowPadding = {card_padding, card_padding};
  style.FramePadding = {8, touch ? 13.0F : 5.0F};
  style.ItemSpacing = {8, 8};
  style.ItemInnerSpacing = {8, 4};
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 1;
  style.PopupBorderSize = 1;
  style.FrameBorderSize = 0;
  style.ChildRounding = card_rounding;
  style.PopupRounding = card_rounding;
  style.FrameRounding = rounding;
  style.ScrollbarSize = 8;
  style.ScrollbarRounding = 4;
  style.GrabRounding = rounding;
  style.HoverDelayNormal = 0.35F;
  style.HoverStationaryDelay = 0.1F;

  const auto set = [&](ImGuiCol slot, ImU32 colour) {
    style.Colors[slot] = ImGui::ColorConvertU32ToFloat4(colour);
  };
  // Whatever is not named below is drawn in one of the theme's own colours, never ImGui's blue.
  for (int slot = 0; slot < ImGuiCol_COUNT; ++slot) set(slot, theme.line);
  set(ImGuiCol_Text, theme.text);
  set(ImGuiCol_TextDisabled, theme.muted);
  set(ImGuiCol_WindowBg, theme.ground);
  set(ImGuiCol_ChildBg, theme.card);
  set(ImGuiCol_PopupBg, theme.card);
  set(ImGuiCol_Border, theme.line);
  set(ImGuiCol_BorderShadow, 0);
  set(ImGuiCol_FrameBg, theme.ground);
  set(ImGuiCol_FrameBgHovered, theme.ground);
  set(ImGuiCol_FrameBgActive, theme.ground);
  set(ImGuiCol_ScrollbarBg, 0);
  set(ImGuiCol_ScrollbarGrab, theme.line);
  set(ImGuiCol_ScrollbarGrabHovered, mix(theme.line, theme.muted, 0.5F));
  set(ImGuiCol_ScrollbarGrabActive, theme.muted);
  set(ImGuiCol_CheckMark, theme.accent);
  set(ImGuiCol_SliderGrab, theme.accent);
  set(ImGuiCol_SliderGrabActive, theme.accent);
  set(ImGuiCol_TextSelectedBg, fade(theme.second, 0.35F));
  set(ImGuiCol_NavCursor, theme.accent);
  set(ImGuiCol_InputTextCursor, theme.accent);
  set(ImGuiCol_ModalWindowDimBg, fade(theme.ground, 0.7F));
  set(ImGuiCol_PlotLines, theme.accent);
  set(ImGuiCol_PlotHistogram, theme.accent);
}

}  // namespace hourglass::view
