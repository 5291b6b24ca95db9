// Examples as a network sees them.
#pragma once
#include <cstdint>
#include <vector>

#include "data/dataset.h"

namespace hourglass {

// Bytes / 255, or floats as they are, [count, features] from the `first` example on.
std::vector<float> pixels_of(const Dataset&, uint32_t first, uint32_t count);

}  // namespace hourglass
