// From one example to another, in the code and in the pixels.
#pragma once
#include "method/codec.h"
#include "model/paths.h"

namespace hourglass {

struct Blending {
  std::vector<float> latent, pixels;  // [steps, features]
};
// The steps at equal t, both ends among them; `way` is the code's, the pixels' is straight. A decoder that is told labels is told
// that of the nearer end. Throws Error where an example is none of the data's, or steps are fewer than 2.
Blending blend(Codec&, const Dataset&, uint32_t from, uint32_t to, uint32_t steps,
               Way way = Way::linear);

}  // namespace hourglass
