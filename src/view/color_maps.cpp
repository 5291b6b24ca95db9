// Two heat maps from a few stops each, mixed in sRGB: between stops this close nobody sees it.
#include "view/color_maps.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "view/paint.h"

namespace hourglass::view {

namespace {

constexpr std::array<uint32_t, 10> cividis_stops = {0x00204D, 0x00336F, 0x39486B, 0x575C6D,
                                                    0x707173, 0x8A8779, 0xA69D75, 0xC4B56C,
                                                    0xE4CF5B, 0xFFEA46};
constexpr std::array<uint32_t, 7> diverging_stops = {0x1B4F8A, 0x4A86C0, 0xA9CBE4, 0xF7F7F5,
                                                     0xF7C59A, 0xE58A3C, 0xA85410};
constexpr std::array<uint32_t, 7> dark_stops = {0xB4DAFF, 0x5FA3E0, 0x2F5C88, 0x14161A,
                                                0x8A5524, 0xE8913F, 0xFFD3A3};

ImU32 between(std::span<const uint32_t> stops, float t) {
  if (!(t > 0)) t = 0;  // NaN as well
  const float place = std::min(t, 1.0f) * static_cast<float>(stops.size() - 1);
  const size_t i = std::min(static_cast<size_t>(place), stops.size() - 2);
  const float part = place - static_cast<float>(i);
  const auto channel = [&](int shift) {
    const float a = static_cast<float>((stops[i] >> shift) & 255);
    const float b = static_cast<float>((stops[i + 1] >> shift) & 255);
    return static_cast<ImU32>(std::lround(a + (b - a) * part));
  };
  return IM_COL32(channel(16), channel(8), channel(0), 255);
}

template <class Colour>
Palette sampled(Colour colour) {
  Palette palette;
  for (size_t i = 0; i < palette.size(); ++i) palette[i] = colour(static_cast<float>(i) / 255.0f);
  return palette;
}

}  // namespace

ImU32 cividis(float value) { return between(cividis_stops, value); }
ImU32 diverging(float value, bool dark) {
  return between(dark ? dark_stops : diverging_stops, (value + 1) / 2);
}

const Palette& grey_palette() {
  static const Palette palette = sampled([](float t) {
    const ImU32 g = static_cast<ImU32>(std::lround(255 * t));
    return IM_COL32(g, g, g, 255);
  });
  return palette;
}

const Palette& cividis_palette() {
  static const Palette palette = sampled(cividis);
  return palette;
}

const Palette& diverging_palette(bool dark) {
  static const Palette on_light = sampled([](float t) { return diverging(2 * t - 1, false); });
  static const Palette on_dark = sampled([](float t) { return diverging(2 * t - 1, true); });
  return dark ? on_dark : on_light;
}

float palette_legend(const Context& context, ImVec2 right, const Palette& palette, const char* low,
                     const char* high) {
  constexpr float width = 48, height = 8;
  const float size = context.theme.caption_size;
  const float bar = right.x - paint::text_size(context, size, high).x - 5 - width;
  paint::caption(context, right, high, 1);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  constexpr int parts = 24;
  const float y = paint::snap(right.y + 4);
  for (int i = 0; i < parts; ++i) {
    const float from = bar + width * static_cast<float>(i) / parts;
    const float to = bar + width * static_cast<float>(i + 1) / parts;
    list.AddRectFilled({paint::snap(from), y}, {paint::snap(to), y + height},
                       palette[static_cast<size_t>((2 * i + 1) * 255 / (2 * parts))]);
  }
  paint::caption(context, {bar - 5, right.y}, low, 1);
  return bar - 5 - paint::text_size(context, size, low).x;
}

}  // namespace hourglass::view
