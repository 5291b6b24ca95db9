// Noise on the way in (Vincent, Larochelle, Bengio and Manzagol 2008, "Extracting and composing robust
// features with denoising autoencoders"; 2010, "Stacked denoising autoencoders", section 3.3).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/corruption.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include <algorithm>
#include <cstring>

#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/vector_math.h"
#include "compute/cpu/vector_random.h"
#include "compute/scalar_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// ⌊word / 2³² · count⌋
inline uint32_t below(uint32_t word, uint32_t count) {
  return static_cast<uint32_t>(uint64_t{word} * count >> 32);
}

// A side of a rectangle that has this root of a share of a picture's area.
inline uint32_t part_of(uint32_t side, float root) {
  const float wanted = static_cast<float>(side) * root + 0.5f;
  const auto whole = static_cast<uint32_t>(std::min(wanted, static_cast<float>(side)));
  return std::max(1u, whole);
}

inline void cover_block(const Draw& draw, uint32_t n, const Shape& shape, float share, float* out) {
  const float root = scalar::square_root(share);
  const uint32_t tall = part_of(shape.h, root), wide = part_of(shape.w, root);
  const Words place = random_words(draw.seed, draw.stream, draw.step, n, draw.index);
  const uint32_t top = below(place[0], shape.h - tall + 1);
  const uint32_t left = below(place[1], shape.w - wide + 1);
  for (uint32_t y = top; y < top + tall; ++y)
    std::fill_n(out + (size_t{y} * shape.w + left) * shape.c, size_t{wide} * shape.c, 0.0f);
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
  const Draw draw{load_seed(words), static_cast<Stream>(call.integers[1]),
                  load_integer(words, state::step), call.integers[2]};
  const float amount = call.numbers[0];

  for_rows(machine.pool, shape.n, 8 * d, [&](uint32_t n) HWY_ATTR {
    const uint32_t first = n * d, end = first + d;
    const float* x = clean + first;
    float* out = corrupted + first;
    if (kind == Corruption::none || kind == Corruption::block || !(amount > 0.0f)) {
      std::memcpy(out, x, d * sizeof(float));
      if (kind == Corruption::block && amount > 0.0f) cover_block(draw, n, shape, amount, out);
      return;
    }
    alignas(64) float drawn[drawn_together];
    for (uint32_t start = first / 4 * 4; start < end; start += drawn_together) {
      if (kind == Corruption::gaussian)
        draw_normals(draw, start / 4, drawn);
      else
        draw_uniforms(draw, start / 4, drawn);
      const uint32_t from = std::max(start, first), to = std::min(start + drawn_together, end);
      for_vectors(to - from, [&](size_t i, size_t valid) HWY_ATTR {
        const D tag;
        const size_t j = from - first + i;
        const V a = hn::Set(tag, amount), value = load(x + j, valid);
        const V noise = load(drawn + (from - start) + i, valid);
        if (kind == Corruption::gaussian) {
          store(hn::Add(value, hn::Mul(a, noise)), out + j, valid);
          return;
        }
        V grain = hn::Zero(tag);
        if (kind == Corruption::salt_pepper)
          grain =
              hn::IfThenElseZero(hn::Ge(noise, hn::Mul(hn::Set(tag, 0.5f), a)), hn::Set(tag, 1.0f));
        store(hn::IfThenElse(hn::Lt(noise, a), grain, value), out + j, valid);
      });
    }
  });
}

void add_corruption_here(Functions& to) { to[Kernel::corrupt] = {corrupt, corrupt}; }

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_corruption_here);
void add_corruption(Functions& to) { HWY_DYNAMIC_DISPATCH(add_corruption_here)(to); }
}  // namespace hourglass::cpu
#endif
