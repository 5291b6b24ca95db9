// Standard normals by number: the same draw again is the same numbers. For what a view samples itself.
#pragma once
#include <cstdint>
#include <vector>

#include "compute/random.h"

namespace hourglass::view {

// `count` numbers of the `draw`-th draw.
inline std::vector<float> normal_draws(uint64_t seed, uint32_t draw, uint32_t count) {
  std::vector<float> result;
  result.reserve(size_t{count} + 4);
  for (uint32_t block = 0; result.size() < count; ++block)
    for (const float e : normals(random_words(seed, Stream::sampling, draw, block)))
      result.push_back(e);
  result.resize(count);
  return result;
}

}  // namespace hourglass::view
