// Two cards that open over the page: the share link, and help.
#pragma once
#include <string>

#include "view/context.h"

namespace hourglass::view {

// Call once a frame, outside other popups; `open` opens it in this frame.
void share_panel(const Context&, bool open, const std::string& link);
void help_panel(const Context&, bool open);

}  // namespace hourglass::view
