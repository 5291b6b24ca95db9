// What of a network stands alone, for other programs: modules one behind the other, and what is made of their
// numbers on the way and at the end.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "train/loss.h"

namespace hourglass {

struct Stage {
  enum class Kind : uint8_t {
    module,   // x → y
    heads,    // [n, 2k] → μ and log σ², of which μ goes on
    label,    // z → (z, one of `count` classes)
    mean,     // of the decoder's output, as Loss::mean() says; levels: `count`
    softmax,  // over the channels
  };
  Kind kind = Kind::module;
  std::string module{};
  Mean mean = Mean::output;
  uint32_t count = 0;
};

struct Excerpt {
  std::string name;                  // "encoder", "decoder", "whole"
  std::string input;                 // "x", "z"
  std::vector<std::string> outputs;  // one, or those of heads at the end
  std::vector<Stage> stages;
  bool of_example = false;  // the output is an example, and has its shape
};

// Of an encoder and a decoder. sampled: heads; classes: whose labels the decoder is told.
std::vector<Excerpt> excerpts_of_codec(const Loss&, bool sampled, uint32_t classes);

// What makes an example out of noise.
Excerpt generator_excerpt();

}  // namespace hourglass
