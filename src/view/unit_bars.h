// How much each unit of a Gaussian code says, as a bar: its KL over the test examples of the plane. A
// unit that is not used stands at nothing.
#pragma once
#include "view/context.h"

namespace hourglass::view {

// With a line of words above and one beneath. Nothing where the snapshot has none.
void unit_bars(const Context&, ImVec2 at, ImVec2 size);

}  // namespace hourglass::view
