// Patches of twenty pictures, for what stands behind or within something else. Larochelle et al. 2007 took theirs from
// the internet; these are textures.
#pragma once
#include <vector>

#include "data/textures.h"

namespace hourglass {

class Backgrounds {
 public:
  explicit Backgrounds(uint64_t seed);

  // A patch of a picture, both at random; never one that is next to even. `other_than`: a picture that it must not
  // be of. Returns the picture's number.
  uint32_t patch(Draws&, uint32_t height, uint32_t width, std::span<uint8_t> pixels,
                 uint32_t other_than = none) const;
  static constexpr uint32_t none = ~0u;

 private:
  std::vector<Texture> pictures_;
};

}  // namespace hourglass
