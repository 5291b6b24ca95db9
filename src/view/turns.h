// Players that move one after the other: a button for each alone, the pace of slow motion, and a line that says
// whose turn it was.
#pragma once
#include "view/context.h"

namespace hourglass::view {

// From `at` on; returns the height taken, 0 where nobody moves in turn.
float turn_row(const Context&, ImVec2 at, float width);

}  // namespace hourglass::view
