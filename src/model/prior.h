// Codes drawn from the prior of a Gaussian latent.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "compute/random.h"

namespace hourglass {

// z ~ N(0, I): [count, code], the same numbers for the same seed everywhere.
inline std::vector<float> prior_codes(uint32_t count, uint32_t code, uint64_t seed) {
  std::vector<float> codes(size_t{count} * code);
  for (uint32_t i = 0; i < codes.size(); i += 4) {
    const auto draws = normals(random_words(seed, Stream::sampling, 0, i / 4));
    std::copy_n(draws.begin(), std::min<size_t>(4, codes.size() - i), codes.begin() + i);
  }
  return codes;
}

}  // namespace hourglass
