// Cards that open over the page: the share link, the lessons, and help.
#pragma once
#include <span>

#include "view/panel.h"
#include "view/share_links.h"

namespace hourglass::view {

// Call once a frame, outside other popups; `open` opens it in this frame.
// Whether it is open.
bool share_panel(const Context&, bool open, ShareLinks&);
void lessons_panel(const Context&, bool open);
// Of the panels that there are, a line each.
void help_panel(const Context&, bool open, std::span<Panel* const>);

}  // namespace hourglass::view
