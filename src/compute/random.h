// Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy
// as 1, 2, 3"), keyed by (seed, stream, step, element), so that every backend, thread count and
// machine draws the same words. Nothing here keeps state.
#pragma once
#include <array>
#include <cstdint>

#include "compute/scalar_math.h"

namespace hourglass {

// Who draws: each use has a stream of its own, so that adding one leaves the others' draws alone.
enum class Stream : uint32_t {
  shuffle = 1,
  noise = 2,  // ε of the reparameterisation
  corruption = 3,
  initialisation = 4,
  sampling = 5,
  strokes = 6,
  evaluation = 7,  // ε while evaluating: test figures must not depend on the training step
  dropout = 8,     // which units are left out
  data = 16,       // what is drawn from names: data/draws.h
};

using Words = std::array<uint32_t, 4>;

constexpr Words philox(Words counter, uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t p0 = uint64_t{0xD2511F53u} * counter[0];
    const uint64_t p1 = uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<uint32_t>(p1 >> 32) ^ counter[1] ^ key0, static_cast<uint32_t>(p1),
               static_cast<uint32_t>(p0 >> 32) ^ counter[3] ^ key1, static_cast<uint32_t>(p0)};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return counter;
}

// Four words for elements 4·block … 4·block+3 of a step's draw. `index` tells apart those who draw
// from one stream in one step, as layers do.
constexpr Words random_words(uint64_t seed, Stream stream, uint32_t step, uint32_t block,
                             uint32_t index = 0) {
  return philox({block, step, static_cast<uint32_t>(stream), index}, static_cast<uint32_t>(seed),
                static_cast<uint32_t>(seed >> 32));
}

// In (0, 1), never an end: the middle of one of 2^23 equal parts, which a float holds exactly.
constexpr float uniform(uint32_t word) {
  return (static_cast<float>(word >> 9) + 0.5f) * (1.0f / 8388608.0f);
}

// Four standard normals by Box and Muller (1958): r = √(−2 ln u₀), (r cos 2πu₁, r sin 2πu₁).
inline std::array<float, 4> normals(Words words) {
  std::array<float, 4> out;
  for (uint32_t i = 0; i < 4; i += 2) {
    const float r = scalar::square_root(-2.0f * scalar::log(uniform(words[i])));
    const auto [sine, cosine] = scalar::sine_cosine_turns(uniform(words[i + 1]));
    out[i] = r * cosine;
    out[i + 1] = r * sine;
  }
  return out;
}

// The shuffle: a bijection of [0, count) that costs no memory, so that a GPU thread can find its
// own example. A six-round Feistel network over the smallest even number of bits that holds count,
// walked until it lands inside (Black and Rogaway 2002, "Ciphers with arbitrary finite domains").
// Pre: index < count.
constexpr uint32_t shuffled(uint32_t index, uint32_t count, uint64_t seed, uint32_t epoch) {
  uint32_t half = 1;  // bits
  while (half < 16 && (uint64_t{1} << (2 * half)) < count) ++half;
  const uint32_t mask = (1u << half) - 1;
  do {
    uint32_t left = index >> half, right = index & mask;
    for (uint32_t round = 0; round < 6; ++round) {
      const Words words = philox({right, round, epoch, static_cast<uint32_t>(Stream::shuffle)},
                                 static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32));
      const uint32_t next = left ^ (words[0] & mask);
      left = right;
      right = next;
    }
    index = (left << half) | right;
  } while (index >= count);
  return index;
}

}  // namespace hourglass
