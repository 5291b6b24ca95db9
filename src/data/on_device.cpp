#include "data/on_device.h"

namespace hourglass {

Examples examples_of(const Dataset& data) {
  Examples examples{data.name, data.example};
  examples.shape.n = data.count;
  examples.numbers = data.floats() ? Content::words : Content::bytes;
  examples.memory = data.floats() ? data.values.bytes() : data.pixels.bytes();
  examples.classes = data.classes;
  if (data.classes > 0)
    examples.labels = Shared(std::vector<uint32_t>(data.labels.begin(), data.labels.end())).bytes();
  examples.has_regions = !data.regions.empty();
  if (examples.has_regions) examples.regions = data.regions.bytes();
  return examples;
}

Tensor on_device(Backend& backend, const Examples& examples) {
  const Shape shape = examples.shape;
  if (shape.n == 0) fail("data: {} has no images; choose another data set", examples.name);
  const uint64_t count = shape.full_count();
  const uint64_t bytes = examples.numbers == Content::words ? count * 4 : count;
  if (count > most_words || bytes > 0xFFFFFFF0u)
    fail("data: {} is larger than 4 GB; leave some images out", examples.name);
  return {backend.adopt(examples.memory, bytes), 0, shape};
}

Tensor labels_on_device(Backend& backend, const Examples& examples) {
  const uint32_t count = examples.shape.n;
  return {backend.adopt(examples.labels, uint64_t{count} * 4), 0, {count, 1, 1, 1}};
}

Tensor regions_on_device(Backend& backend, const Examples& examples) {
  Shape shape = examples.shape;
  shape.c = 1;
  return {backend.adopt(examples.regions, shape.full_count()), 0, shape};
}

}  // namespace hourglass
