// The line at the bottom: what happened last, in words, and how the program runs, one badge each.
#pragma once
#include <string>

#include "view/context.h"

namespace hourglass::view {

void status_line(const Context&, ImVec2 at, ImVec2 size, const std::string& message, bool trouble);

}  // namespace hourglass::view
