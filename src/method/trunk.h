// The encoder and the decoder that the settings describe, as modules and as people see them.
#pragma once
#include "method/method.h"
#include "train/loss.h"

namespace hourglass {

// heads: numbers that the encoder gives a code unit: 1, or 2 (μ, log σ²) for one that is sampled.
// told: numbers that the decoder is given besides the code.
std::vector<Module> make_trunk(const Settings&, Shape example, uint32_t heads, const Loss&,
                               uint32_t told = 0);

// The decoder uses the encoder's weights: then it goes backward first, and the encoder adds.
bool is_tied(const Settings&);

// code_name: what stands in the middle: "code", "z = μ + σ·ε".
Diagram draw_trunk(std::span<const Module> trunk, const Settings&, std::string code_name,
                   const Loss&);

}  // namespace hourglass
