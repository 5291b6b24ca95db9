// The keyboard's keys, each a command or a wish. Nothing while a text is being typed.
#pragma once
#include "view/context.h"

namespace hourglass {

void keyboard(const view::Context&);

}  // namespace hourglass
