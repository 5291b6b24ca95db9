// The list of data sets, in the top bar and on the data panel.
#pragma once
#include "view/context.h"

namespace hourglass::view {

void dataset_choice(const Context&, const char* id, float width);

}  // namespace hourglass::view
