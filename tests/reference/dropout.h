// The slow twin of dropout: what each element is multiplied by.
#pragma once
#include <vector>

#include "compute/random.h"

namespace reference {

// 1/(1 − p) where uᵉ ≥ p, else 0; uᵉ is word e mod 4 of the block e/4
inline std::vector<double> dropout_scales(size_t count, float share, uint64_t seed,
                                          hourglass::Stream stream, uint32_t step, uint32_t index) {
  std::vector<double> out(count, 0.0);
  for (size_t e = 0; e < count; ++e) {
    const auto block = static_cast<uint32_t>(e / 4);
    const auto words = hourglass::random_words(seed, stream, step, block, index);
    if (hourglass::uniform(words[e % 4]) >= share) out[e] = 1 / (1 - static_cast<double>(share));
  }
  return out;
}

}  // namespace reference
