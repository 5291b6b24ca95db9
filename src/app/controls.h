// The keyboard's keys, each a command or a wish. Nothing while a text is being typed; Space and arrows
// belong to the control that has the keyboard's ring. Tab is view/focus.h's.
#pragma once
#include "view/context.h"

namespace hourglass {

void keyboard(const view::Context&);

}  // namespace hourglass
