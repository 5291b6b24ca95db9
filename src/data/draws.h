// Random numbers of one example, in order: a row of them is as long as is asked, and belongs to the seed, the
// name of who draws and the example alone. So a generator makes the same bytes whichever part of its row is asked,
// and a new one needs no number of its own.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "compute/random.h"

namespace hourglass {

class Draws {
 public:
  Draws(uint64_t seed, std::string_view name, uint32_t example)
      : Draws(seed, Stream::data, example, 2166136261u) {
    for (const char c : name) index_ = (index_ ^ static_cast<uint8_t>(c)) * 16777619u;  // FNV-1a
  }
  Draws(uint64_t seed, Stream stream, uint32_t example, uint32_t index = 0)
      : seed_(seed), stream_(stream), example_(example), index_(index) {}

  float uniform() { return hourglass::uniform(word()); }
  float between(float low, float high) { return low + (high - low) * uniform(); }
  // 0 … count − 1.
  uint32_t below(uint32_t count) { return static_cast<uint32_t>((uint64_t{word()} * count) >> 32); }

  // Cut off at ±2.2: a hand slips, it does not jump.
  float normal(float mean, float deviation) {
    return mean + deviation * std::clamp(full_normal(), -2.2f, 2.2f);
  }
  // Not cut off.
  float full_normal() {
    if (next_normal_ == 4) {
      normals_ = normals(next());
      next_normal_ = 0;
    }
    return normals_[next_normal_++];
  }

  // Pre: a multiple of 16 bytes. Lowest byte of a word first, whatever the machine's own order.
  void fill(std::span<uint8_t> bytes) {
    for (size_t i = 0; i < bytes.size(); i += 16) {
      const Words words = next();
      for (uint32_t k = 0; k < 16; ++k)
        bytes[i + k] = static_cast<uint8_t>(words[k / 4] >> (8 * (k % 4)));
    }
  }

 private:
  Words next() {
    return philox({block_++, example_, static_cast<uint32_t>(stream_), index_},
                  static_cast<uint32_t>(seed_), static_cast<uint32_t>(seed_ >> 32));
  }
  uint32_t word() {
    if (next_word_ == 4) {
      words_ = next();
      next_word_ = 0;
    }
    return words_[next_word_++];
  }

  uint64_t seed_;
  Stream stream_;
  uint32_t example_, index_, block_ = 0;
  Words words_{};
  std::array<float, 4> normals_{};
  uint32_t next_word_ = 4, next_normal_ = 4;
};

}  // namespace hourglass
