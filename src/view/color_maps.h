// Numbers as colours: one scale for size, one for sign, grey for pictures.
#pragma once
#include <imgui.h>

#include <array>

#include "view/context.h"

namespace hourglass::view {

using Palette = std::array<ImU32, 256>;  // of a value in [0, 1], 255 times

ImU32 cividis(float value);  // [0, 1]: Nuñez, Anderton and Renslow 2018; even for colour-blind eyes
// [−1, 1]: blue, white, orange. On a dark ground the middle is the ground: white would be the loudest.
ImU32 diverging(float value, bool dark = false);

const Palette& grey_palette();
const Palette& cividis_palette();
const Palette& diverging_palette(bool dark);  // 0 is −1, ½ is 0, 1 is 1

// A bar of the palette with what its ends mean, right-aligned at `right`; returns its left edge.
float palette_legend(const Context&, ImVec2 right, const Palette&, const char* low,
                     const char* high);

}  // namespace hourglass::view
