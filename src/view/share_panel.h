// Cards that open over the page: the share link, the lessons, and help.
#pragma once
#include <span>
#include <string>

#include "view/panel.h"

namespace hourglass::view {

// Call once a frame, outside other popups; `open` opens it in this frame.
void share_panel(const Context&, bool open, const std::string& link);
void lessons_panel(const Context&, bool open);
// Of the panels that there are, a line each.
void help_panel(const Context&, bool open, std::span<Panel* const>);

}  // namespace hourglass::view
