// Train, pause, step, reset, speed, and the readouts beside them: part of the top bar, or fixed at a
// phone's bottom.
#pragma once
#include <string>
#include <vector>

#include "view/context.h"

namespace hourglass::view {

// A number over its unit, as on an instrument.
struct Readout {
  std::string value, unit, formula;  // the formula is the tooltip
  float width = 0;                   // kept while the number grows
};
std::vector<Readout> readouts(const Context&);  // most important first

// From the cursor on, in one row; returns the width taken. `compact` leaves out words and the speed.
float transport_buttons(const Context&, bool compact, float height);
float draw_readout(const Context&, const Readout&, float height);

// A phone's: one line of numbers, one row of large buttons.
void bottom_transport(const Context&, ImVec2 at, ImVec2 size);

}  // namespace hourglass::view
