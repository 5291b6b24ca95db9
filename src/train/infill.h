// Filling in what was erased, by going through the network again and again.
#pragma once
#include <optional>
#include <vector>

#include "method/codec.h"
#include "train/job.h"

namespace hourglass {

// x ← x where it was kept, decode(encode(x)) where it was erased: in turn onto what the decoder makes and onto what is
// known, so that an autoencoder pulls what is missing to where its data are (Bengio et al. 2013, "Generalized
// denoising auto-encoders as generative models", walk such a chain; here without noise). Erased numbers begin at 0.
// Gives [passes + 1, features]: what is left, then x after each pass. Throws Error where example and mask do not
// fit. The codec outlives the job.
Job<std::vector<float>> infilling(Codec&, std::vector<float> example, std::vector<bool> erased,
                                  uint32_t passes, std::optional<Label>);

}  // namespace hourglass
