// The bar at the top: name, preset, data, transport, readouts, theme, share, help. Where it grows
// narrow, words go first, then numbers; a phone keeps the transport at its bottom.
#pragma once
#include "view/context.h"

namespace hourglass::view {

void top_bar(const Context&, ImVec2 size);

}  // namespace hourglass::view
