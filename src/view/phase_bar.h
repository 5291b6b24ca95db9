// Where a training of several phases is: a segment a phase, as long as it has steps.
#pragma once
#include "view/context.h"

namespace hourglass::view {

inline constexpr float phase_bar_height = 36;  // logical pixels
// Nothing where there is but one phase.
bool has_phases(const Context&);
void phase_bar(const Context&, ImVec2 at, float width);
// Whether the phase in work teaches layer i of the diagram; false where all are.
bool is_taught(const Snapshot&, uint32_t layer);

}  // namespace hourglass::view
