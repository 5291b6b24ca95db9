// A choice of what is there: some classes, the first n examples. What the settings `classes` and `limit` mean.
#pragma once
#include "data/dataset.h"

namespace hourglass {

struct Selection {
  std::vector<uint32_t> classes{};  // labels; none: all
  uint32_t limit = 0;               // the first so many of those; 0: all
  float threshold = 0;              // pixels above it become 1, others 0; 0: they stay as they are

  std::vector<uint32_t>
      normal{};  // of those the labels that are trained on, while all are tested; none: all

  bool operator==(const Selection&) const = default;
};

// Labels, class names and the count of classes stay, so that a class keeps its colour. Without `classes`
// nothing is copied. Throws Error where there are no labels, or nothing is left.
Dataset select(const Dataset&, std::span<const uint32_t> classes, uint32_t limit);
// Of both splits the classes, and of what is trained on the limit: what was learnt from one image is tested on
// all of its class. Throws Error where a threshold is asked of what is no picture of bytes.
Split select(const Split&, const Selection&);

}  // namespace hourglass
