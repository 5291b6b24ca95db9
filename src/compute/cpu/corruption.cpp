// Noise on the way in (Vincent, Larochelle, Bengio and Manzagol 2008, "Extracting and composing robust
// features with denoising autoencoders"; 2010, "Stacked denoising autoencoders", section 3.3).
#include <algorithm>
#include <cstring>

#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/random.h"

namespace hourglass::cpu {
namespace {

// ⌊word / 2³² · count⌋
uint32_t below(uint32_t word, uint32_t count) {
  return static_cast<uint32_t>(uint64_t{word} * count >> 32);
}

// A side of a rectangle that has this root of a share of a picture's area.
uint32_t part_of(uint32_t side, float root) {
  const float wanted = static_cast<float>(side) * root + 0.5f;
  const auto whole = static_cast<uint32_t>(std::min(wanted, static_cast<float>(side)));
  return std::max(1u, whole);
}

// gaussian     x̃ = x + a ε
// mask         x̃ = 0 where u < a, else x
// salt_pepper  x̃ = 0 where u < ½a, 1 where ½a ≤ u < a, else x
// block        x̃ = 0 in a rectangle of the picture, sides h√a and w√a (rounded, at least 1), in all
//              channels; a place anywhere in the picture, another for each example
// ε and u of element e are words of (seed, stream, step, e / 4, index); the block's of (…, n, …).
void corrupt(const Call& call, const Machine& machine) {
  const float *clean = call.data[0], *words = call.data[1];
  float* corrupted = call.data[2];
  const Shape shape = call.shapes[0];
  const uint32_t d = shape.features();
  const auto kind = static_cast<Corruption>(call.integers[0]);
  const auto stream = static_cast<Stream>(call.integers[1]);
  const uint32_t index = call.integers[2];
  const float amount = call.numbers[0];
  const uint64_t seed = load_seed(words);
  const uint32_t step = load_integer(words, state::step);

  for_rows(machine.pool, shape.n, 60 * d, [&](uint32_t n) {
    const float* x = clean + size_t{n} * d;
    float* out = corrupted + size_t{n} * d;
    std::memcpy(out, x, d * sizeof(float));
    if (kind == Corruption::none || !(amount > 0.0f)) return;
    if (kind == Corruption::block) {
      const float root = scalar::square_root(amount);
      const uint32_t tall = part_of(shape.h, root), wide = part_of(shape.w, root);
      const Words place = random_words(seed, stream, step, n, index);
      const uint32_t top = below(place[0], shape.h - tall + 1);
      const uint32_t left = below(place[1], shape.w - wide + 1);
      for (uint32_t y = top; y < top + tall; ++y)
        std::fill_n(out + (size_t{y} * shape.w + left) * shape.c, size_t{wide} * shape.c, 0.0f);
      return;
    }
    for (uint32_t j = 0; j < d;) {
      const uint32_t element = n * d + j;
      const Words four = random_words(seed, stream, step, element / 4, index);
      const auto noise = kind == Corruption::gaussian ? normals(four) : std::array<float, 4>{};
      for (uint32_t i = element % 4; i < 4 && j < d; ++i, ++j) {
        const float u = uniform(four[i]);
        if (kind == Corruption::gaussian)
          out[j] = x[j] + amount * noise[i];
        else if (u < amount)
          out[j] = kind == Corruption::salt_pepper && u >= 0.5f * amount ? 1.0f : 0.0f;
      }
    }
  });
}

}  // namespace

void add_corruption(Functions& to) { to[Kernel::corrupt] = {corrupt, corrupt}; }

}  // namespace hourglass::cpu
