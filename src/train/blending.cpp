#include "train/blending.h"

#include "compute/error.h"
#include "data/pixels.h"

namespace hourglass {

Blending blend(Codec& codec, const Dataset& data, uint32_t from, uint32_t to, uint32_t steps) {
  if (from >= data.count || to >= data.count)
    fail("blend: {} {} and {}, the test split has {}; choose from 0 to {}", noun(data.kind).many,
         from, to, data.count, data.count - 1);
  if (steps < 2) fail("blend: {} steps; give 2 or more", steps);
  const auto mixed = [&](const std::vector<float>& first, const std::vector<float>& last) {
    std::vector<float> rows;
    for (uint32_t s = 0; s < steps; ++s) {
      const float t = static_cast<float>(s) / static_cast<float>(steps - 1);
      for (size_t j = 0; j < first.size(); ++j) rows.push_back((1 - t) * first[j] + t * last[j]);
    }
    return rows;
  };
  const std::vector<float> first = pixels_of(data, from, 1), last = pixels_of(data, to, 1);
  // There is nothing between two classes.
  std::vector<Label> labels;
  for (uint32_t s = 0; codec.classes() > 0 && s < steps; ++s)
    labels.push_back(data.labels[2 * s < steps - 1 ? from : to]);
  return {codec.decode(mixed(codec.encode(first).mean, codec.encode(last).mean), labels),
          mixed(first, last)};
}

}  // namespace hourglass
