// What a network and a kind of data are like, in the few lines of a small picture.
#pragma once
#include <imgui.h>

#include "data/dataset.h"
#include "model/settings.h"
#include "view/context.h"

namespace hourglass::view {

// Its layers as bars, wide at the input and narrow at the code, and what is peculiar to its method.
void draw_network_glyph(ImDrawList&, const Theme&, const Settings&, ImVec2 at, float side);
void draw_data_glyph(ImDrawList&, const Theme&, Kind, ImVec2 at, float side);

}  // namespace hourglass::view
