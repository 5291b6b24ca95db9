// What a training begins with in place of the seed's weights: another network's layers.
#pragma once
#include "train/checkpoint.h"

namespace hourglass {

struct Beginning {
  Trainer::State state;
  uint32_t layers = 0;  // with weights, that were taken
};

// A trainer that has not begun, with another network's layers from the input on, as far as they have the same
// parameters: an autoencoder's encoder for a classifier, a stack for another. Running statistics come with them.
// Throws Error, which begins with `name`, where not even the first layer fits.
Beginning begin_from(const Trainer& fresh, std::span<const Module> other, const Trainer::State& its,
                     const std::string& name);
Beginning begin_from(const Trainer& fresh, const Checkpoint& other, const std::string& name);

}  // namespace hourglass
