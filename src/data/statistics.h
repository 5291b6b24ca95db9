// Figures about a data set, for people and for tests.
#pragma once
#include "data/dataset.h"

namespace hourglass {

struct PixelStatistics {
  double mean = 0.0, deviation = 0.0;  // of all pixels, 0 … 1
};

// Pre: bytes, and data.count > 0.
PixelStatistics pixel_statistics(const Dataset& data);

// Examples of each class, data.classes numbers; empty without labels.
std::vector<uint32_t> class_counts(const Dataset& data);

}  // namespace hourglass
