// look.md's colours and letters, and Dear ImGui's style made of them. Draws nothing.
#pragma once
#include "view/context.h"

namespace hourglass::view {

inline constexpr float gutter = 12;  // between cards and around them, logical pixels
inline constexpr float card_padding = 12;
inline constexpr float card_rounding = 8;
inline constexpr float rounding = 6;  // buttons and fields

Theme make_theme(bool dark);  // colours only; fonts stay null
void load_fonts(Theme&);      // once, into ImGui's atlas
void load_math_font(Theme&);  // the same for formulas; in the page it may not be here yet
void apply_style(const Theme&, bool touch);  // what ImGui's own widgets are drawn with

ImU32 mix(ImU32 a, ImU32 b, float t);     // (1 − t)·a + t·b, alpha too
ImU32 fade(ImU32 colour, float opacity);  // alpha · opacity

// Of a run's curves, beside the present one's in the accent colour.
ImU32 run_colour(const Theme&, uint32_t number);

// Text on a ground of accent colour.
ImU32 on_accent(const Theme&);

}  // namespace hourglass::view
