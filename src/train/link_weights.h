// Weights in a link, `&w=…`: all parameters in 8 bits each, running statistics, and where in its phases the training
// was. What it learnt from and how is the rest of the link; optimisers begin afresh.
//
// A block of 64 weights shares a scale: w ≈ q·s, q from −127 to 127, s = max|w|/127 rounded up to the upper 16 bits
// of a float (Q8_0 of llama.cpp's ggml, with blocks twice as long). Whole floats are what rounding would spoil: pieces
// of at most 512 numbers, among them a mixture's and most biases, and statistics, of which a variance may not become 0.
#pragma once
#include <string>
#include <string_view>

#include "train/checkpoint.h"

namespace hourglass {

// Characters of a whole link: what chats, mails and servers let pass.
inline constexpr size_t longest_link = 16 << 10;

// Throws Error of one line, which begins with "link: ", where a link has no room for it.
std::string pack_weights(const Trainer&);
std::string pack_weights(const Checkpoint&);
// Throws Error, the same way, where the link as a whole is longer than longest_link.
void check_length(std::string_view link);

// The training of a link with these settings and weights. Throws Error of one line, "link: its weights …".
Checkpoint unpack_weights(const Settings&, std::string_view packed);

}  // namespace hourglass
