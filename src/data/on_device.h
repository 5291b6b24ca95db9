// Data where a program reads them.
#pragma once
#include "compute/backend.h"
#include "data/dataset.h"

namespace hourglass {

// What stays of a data set once its examples lie on a device; without `memory` only their room is asked for.
struct Examples {
  std::string name;
  Shape shape;  // n = count
  Content numbers = Content::bytes;
  std::shared_ptr<const std::byte> memory{};
  std::shared_ptr<const std::byte> labels{};  // a word each
  uint32_t classes = 0;                       // 0: there are no labels
  bool has_regions = false;
  std::shared_ptr<const std::byte> regions{};  // a byte each place
};
Examples examples_of(const Dataset&);

// For gather, as `numbers` says. On the cpu it is the data set's own memory. Throws Error where there are none, or
// more than 4 GB.
Tensor on_device(Backend&, const Examples&);
// [count] words, for gather as Content::words: a label stays a whole number. Pre: there are labels.
Tensor labels_on_device(Backend&, const Examples&);
// [count, h, w, 1] bytes, for gather as Content::byte_labels. Pre: there are regions.
Tensor regions_on_device(Backend&, const Examples&);

}  // namespace hourglass
