#include "data/backgrounds.h"

namespace hourglass {
namespace {

constexpr uint32_t pictures = 20;
constexpr float extent = 300;          // of a picture, pixels
constexpr float least_variance = 200;  // of bytes: less is next to even

float variance(std::span<const uint8_t> pixels) {
  // Whole numbers, so that their order does not matter.
  uint64_t sum = 0, squares = 0;
  for (const uint8_t p : pixels) sum += p, squares += uint64_t{p} * p;
  const uint64_t n = pixels.size();
  return static_cast<float>(n * squares - sum * sum) / static_cast<float>(n * n);
}

}  // namespace

Backgrounds::Backgrounds(uint64_t seed) {
  for (uint32_t i = 0; i < pictures; ++i) {
    Draws draws(seed, "backgrounds", i);
    pictures_.emplace_back(static_cast<Texture::Kind>(i % Texture::kinds), draws);
  }
}

uint32_t Backgrounds::patch(Draws& draws, uint32_t height, uint32_t width,
                            std::span<uint8_t> pixels, uint32_t other_than) const {
  for (;;) {
    const uint32_t picture = draws.below(pictures);
    const float x = draws.between(0, extent), y = draws.between(0, extent);
    if (picture == other_than) continue;
    pictures_[picture].patch(x, y, height, width, pixels);
    // What is smaller than a few pixels has no variance to ask for.
    if (pixels.size() < 64 || variance(pixels) >= least_variance) return picture;
  }
}

}  // namespace hourglass
