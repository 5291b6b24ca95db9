// Looking back: a track of the moments that were drawn, its right end now.
#pragma once
#include "view/context.h"

namespace hourglass::view {

// Whether there is something to look back to.
bool has_past(const Context&);
void timeline(const Context&, ImVec2 at, float width);

}  // namespace hourglass::view
