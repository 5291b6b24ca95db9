// How weights start.
#pragma once
#include "model/layer.h"

namespace hourglass {

// Uniform in ± this, before an activation (layer.h, Initialisation); the fans: of how many inputs an
// output is made, and the other way round.
float start_bound(Initialisation, Activation, float fan_in, float fan_out);

}  // namespace hourglass
