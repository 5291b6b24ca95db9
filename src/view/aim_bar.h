// A bar below the top while a link that was opened says how far its training went: a button that trains as far, how
// far it is, and in the end whether the weights are the same.
#pragma once
#include "view/context.h"

namespace hourglass::view {

float aim_bar_height(const Context&);  // 0: there is nothing to say
void aim_bar(const Context&, ImVec2 at, ImVec2 size);

}  // namespace hourglass::view
