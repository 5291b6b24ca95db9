// The random numbers that every backend must draw alike.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "compute/random.h"

using namespace hourglass;

// Random123 1.14, tests/kat_vectors, philox4x32 with 10 rounds.
TEST_CASE("Philox gives the published words") {
  const uint32_t ones = 0xffffffffu;
  CHECK(philox({0, 0, 0, 0}, 0, 0) == Words{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u});
  CHECK(philox({ones, ones, ones, ones}, ones, ones) ==
        Words{0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu});
  CHECK(philox({0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}, 0xa4093822u, 0x299f31d0u) ==
        Words{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u});
}

TEST_CASE("a uniform number is never an end of its interval") {
  CHECK(uniform(0) > 0.0f);
  CHECK(uniform(0xffffffffu) < 1.0f);
}

TEST_CASE("the shuffle is a bijection, and another one each epoch and seed") {
  for (const uint32_t count : {1u, 2u, 3u, 4u, 5u, 17u, 63u, 64u, 65u, 257u, 1000u, 4097u}) {
    CAPTURE(count);
    for (uint32_t epoch = 0; epoch < 3; ++epoch) {
      std::vector<bool> seen(count, false);
      for (uint32_t i = 0; i < count; ++i) {
        const uint32_t to = shuffled(i, count, 42, epoch);
        REQUIRE(to < count);
        CHECK(!seen[to]);
        seen[to] = true;
      }
    }
  }
  uint32_t same_epoch = 0, same_seed = 0, fixed = 0;
  for (uint32_t i = 0; i < 10'000; ++i) {
    const uint32_t at = shuffled(i, 10'000, 42, 7);
    same_epoch += at == shuffled(i, 10'000, 42, 8);
    same_seed += at == shuffled(i, 10'000, 43, 7);
    fixed += at == i;
  }
  // One is expected of each, Poisson.
  CHECK(same_epoch < 10);
  CHECK(same_seed < 10);
  CHECK(fixed < 10);
}

TEST_CASE("normal numbers have the moments of a standard normal") {
  const uint32_t blocks = 100'000;
  double sums[5] = {};
  double product = 0;
  for (uint32_t b = 0; b < blocks; ++b) {
    const auto four = normals(random_words(1, Stream::noise, 2, b));
    for (const float value : four) {
      double power = 1;
      for (double& sum : sums) {
        sum += power;
        power *= static_cast<double>(value);
      }
    }
    product += static_cast<double>(four[0]) * static_cast<double>(four[1]);
  }
  const double n = 4.0 * blocks;
  // Five standard errors each.
  CHECK(std::abs(sums[1] / n) < 5 / std::sqrt(n));
  CHECK(std::abs(sums[2] / n - 1) < 5 * std::sqrt(2 / n));
  CHECK(std::abs(sums[3] / n) < 5 * std::sqrt(15 / n));
  CHECK(std::abs(sums[4] / n - 3) < 5 * std::sqrt(96 / n));
  CHECK(std::abs(product / blocks) < 5 / std::sqrt(static_cast<double>(blocks)));
}

TEST_CASE("streams, steps and seeds draw different words") {
  const Words words = random_words(1, Stream::noise, 2, 3);
  CHECK(words != random_words(2, Stream::noise, 2, 3));
  CHECK(words != random_words(1ull << 32 | 1, Stream::noise, 2, 3));
  CHECK(words != random_words(1, Stream::evaluation, 2, 3));
  CHECK(words != random_words(1, Stream::noise, 3, 3));
  CHECK(words != random_words(1, Stream::noise, 2, 4));
  CHECK(words != random_words(1, Stream::noise, 2, 3, 1));
  CHECK(words == random_words(1, Stream::noise, 2, 3, 0));
}
