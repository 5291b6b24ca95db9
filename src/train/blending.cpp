#include "train/blending.h"

#include "compute/error.h"
#include "data/pixels.h"

namespace hourglass {

Blending blend(Codec& codec, const Dataset& data, uint32_t from, uint32_t to, uint32_t steps,
               Way way) {
  if (from >= data.count || to >= data.count)
    fail("blend: {} {} and {}, the test split has {}; choose from 0 to {}", noun(data.kind).many,
         from, to, data.count, data.count - 1);
  if (steps < 2) fail("blend: {} steps; give 2 or more", steps);
  const auto mixed = [&](const std::vector<float>& first, const std::vector<float>& last, Way by) {
    std::vector<float> rows;
    for (uint32_t s = 0; s < steps; ++s) {
      const float t = static_cast<float>(s) / static_cast<float>(steps - 1);
      const std::vector<float> row = between(first, last, t, by);
      rows.insert(rows.end(), row.begin(), row.end());
    }
    return rows;
  };
  const std::vector<float> first = pixels_of(data, from, 1), last = pixels_of(data, to, 1);
  // There is nothing between two classes.
  std::vector<Label> labels;
  for (uint32_t s = 0; codec.classes() > 0 && s < steps; ++s)
    labels.push_back(data.labels[2 * s < steps - 1 ? from : to]);
  return {codec.decode(mixed(codec.encode(first).mean, codec.encode(last).mean, way), labels),
          mixed(first, last, Way::linear)};
}

}  // namespace hourglass
