// Weights as pictures: what a unit of a layer looks for in a picture. A dense layer's are a picture each; those of
// a dense layer above are projected back by the weights below (Erhan et al. 2010, "Understanding representations
// learned in deep architectures", linear combination of previous units); a convolution's are its kernels.
#pragma once
#include <vector>

#include "model/network.h"

namespace hourglass {

struct FilterSheet {
  uint32_t height = 0, width = 0, channels = 1;
  std::vector<float>
      weights;  // a unit after the other, each height × width × channels; of any sign
};

// Units of each layer that has such pictures, from the first module on that takes examples of this shape (n = 1).
// None: that does not begin with a dense layer or a convolution.
std::vector<uint32_t> filter_units(const Network&, Shape example);
// Of the first `most` units of a layer of those. A convolution's channels are averaged.
FilterSheet filters(const Network&, Shape example, uint32_t layer, uint32_t most);

}  // namespace hourglass
