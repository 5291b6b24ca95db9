// The keyboard's way through the controls: Tab walks all that have a name, in the order in which they
// are drawn. Dear ImGui's navigation does the rest: the ring, Space and Enter, Esc, arrows in lists.
#pragma once
#include <imgui.h>

#include <span>

#include "view/context.h"

namespace hourglass::view {

// The control with the ring, or none.
const NamedRect* focused(std::span<const NamedRect>);

// Moves the ring to the control of that name, or to the first of those named "NAME.…", and brings it into sight. False
// where it is not there, or cannot have the ring.
bool focus_on(std::span<const NamedRect>, std::string_view name);

// Moves the ring to the next control. `entering`: from outside, so backwards begins at the last. False
// where there is none left, and then no control has the ring. An open list or card is walked alone; past
// its ends it closes, and the ring is back at what opened it.
bool walk(std::span<const NamedRect>, bool backwards, bool entering);

// Of the last item.
bool has_focus();
void take_focus();
bool dragged();  // held by the pointer; a key that is down holds nothing
// The arrows pressed while it has the ring: right and up are positive. They no longer move the ring.
ImVec2 arrows(bool vertical);

}  // namespace hourglass::view
