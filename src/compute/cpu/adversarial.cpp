// Players against each other (Goodfellow et al. 2014, "Generative adversarial nets"): the noise that examples
// are made of, what each player pays, and weights that are held small.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/adversarial.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include <algorithm>

#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/terms.h"
#include "compute/cpu/vector_math.h"
#include "compute/cpu/vector_random.h"
#include "compute/scalar_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// normal   z[e] = εᵉ
// uniform  z[e] = 2 uᵉ − 1
// ε and u of element e are words of (seed, stream, step, e / 4, index).
void noise(const Call& call, const Machine& machine) {
  const float* words = call.data[0];
  float* z = call.data[1];
  const bool even = static_cast<Noise>(call.integers[0]) == Noise::uniform;
  const Draw draw{load_seed(words), static_cast<Stream>(call.integers[1]),
                  load_integer(words, state::step), call.integers[2]};
  // A stretch begins at a multiple of what is drawn together.
  for_stretches(machine.pool, call.shapes[1].count(), [&](size_t first, size_t count) HWY_ATTR {
    alignas(64) float drawn[drawn_together];
    for (size_t e = first; e < first + count; e += drawn_together) {
      const auto block = static_cast<uint32_t>(e / 4);
      if (even)
        draw_uniforms(draw, block, drawn);
      else
        draw_normals(draw, block, drawn);
      const size_t some = std::min<size_t>(drawn_together, first + count - e);
      for_vectors(some, [&](size_t i, size_t valid) HWY_ATTR {
        const D d;
        const V v = load(drawn + i, valid);
        // Both are exact: u is a whole number of 2⁻²⁴.
        store(even ? hn::Sub(hn::Add(v, v), hn::Set(d, 1.0f)) : v, z + e + i, valid);
      });
    }
  });
}

// A logit y at one example, p = sigmoid(y):   real            generated      the generator's
//   minimax         −log p                    −log(1 − p)     log(1 − p)
//   non-saturating  −log p                    −log(1 − p)     −log p
//   least squares   ½ (y − 1)²                ½ y²           ½ (y − 1)²
//   Wasserstein     −y                        y               −y
// row[n] = that, or more by that; dy[n] = s times its derivative; opinion[n] = p, or y in the last two
// Goodfellow et al. 2014, section 3; Mao et al. 2017, "Least squares generative adversarial networks",
// equation 9; Arjovsky, Chintala and Bottou 2017, "Wasserstein GAN", algorithm 1.
template <class A>
void loss_adversarial(const Call& call, const Machine& machine) {
  const float* logits = call.data[0];
  float *row = call.data[1], *opinion = call.data[2], *gradient = call.data[3];
  const auto contest = static_cast<Contest>(call.integers[0]);
  const auto turn = static_cast<Turn>(call.integers[2]);
  const bool add = call.integers[1] != 0, up = turn == Turn::generated;
  const float scale = call.numbers[0];

  for_stretches(machine.pool, call.shapes[0].n, [&](size_t first, size_t count) HWY_ATTR {
    for_vectors(count, [&](size_t offset, size_t valid) HWY_ATTR {
      const D d;
      const size_t i = first + offset;
      const V one = hn::Set(d, 1.0f), y = load(logits + i, valid);
      V value, slope, seen = y;
      if (contest == Contest::wasserstein) {
        value = up ? y : hn::Neg(y);
        slope = hn::Set(d, up ? 1.0f : -1.0f);
      } else if (contest == Contest::least_squares) {
        slope = up ? y : hn::Sub(y, one);
        value = hn::Mul(hn::Set(d, 0.5f), hn::Mul(slope, slope));
      } else {
        const V t = exp<A>(hn::Neg(hn::Abs(y)));
        // sigmoid(y) = 1 / (1 + t) for y ≥ 0, else t / (1 + t)
        seen = hn::Div(hn::IfThenElse(hn::Lt(y, hn::Zero(d)), t, one), hn::Add(one, t));
        const bool against = contest == Contest::minimax && turn == Turn::generator;
        if (up || against) {
          value = softplus_from<A>(y, t);
          slope = seen;
        } else {
          value = softplus_from<A>(hn::Neg(y), t);
          slope = hn::Sub(seen, one);
        }
        if (against) {
          value = hn::Neg(value);
          slope = hn::Neg(slope);
        }
      }
      store_or_add(add, value, row + i, valid);
      if (opinion) store(seen, opinion + i, valid);
      if (gradient) store(hn::Mul(hn::Set(d, scale), slope), gradient + i, valid);
    });
  });
}

// p ← min(max(p, −c), c)
void clip_weights(const Call& call, const Machine& machine) {
  float* p = call.data[0];
  const float c = call.numbers[0];
  for_stretches(machine.pool, call.shapes[0].count(), [&](size_t first, size_t count) HWY_ATTR {
    for_vectors(count, [&](size_t offset, size_t valid) HWY_ATTR {
      const D d;
      float* here = p + first + offset;
      store(hn::Clamp(load(here, valid), hn::Set(d, -c), hn::Set(d, c)), here, valid);
    });
  });
}

// y[n] = x̃[n] + uⁿ (x[n] − x̃[n]); u of row n is a word of (seed, stream, step, n, index)
// Gulrajani et al. 2017, "Improved training of Wasserstein GANs", algorithm 1.
template <class A>
void interpolate(const Call& call, const Machine& machine) {
  const float *real = call.data[0], *generated = call.data[1], *words = call.data[2];
  float* to = call.data[3];
  const uint32_t d = call.shapes[0].features();
  const uint64_t seed = load_seed(words);
  const uint32_t step = load_integer(words, state::step);
  for_rows(machine.pool, call.shapes[0].n, 40 + d, [&](uint32_t n) HWY_ATTR {
    const Words drawn =
        random_words(seed, static_cast<Stream>(call.integers[0]), step, n, call.integers[1]);
    const V u = hn::Set(D(), hourglass::uniform(drawn[0]));
    const size_t at = size_t{n} * d;
    for_vectors(d, [&](size_t i, size_t valid) HWY_ATTR {
      const V y = load(generated + at + i, valid), off = hn::Sub(load(real + at + i, valid), y);
      store(A::multiply_add(u, off, y), to + at + i, valid);
    });
  });
}

// row[n] = λ (‖g[n]‖ − 1)²     dg[n] = s 2 (‖g[n]‖ − 1) g[n] / ‖g[n]‖
template <class A>
void gradient_penalty(const Call& call, const Machine& machine) {
  const float* gradients = call.data[0];
  float *row = call.data[1], *to = call.data[2];
  const uint32_t d = call.shapes[0].features();
  const float scale = call.numbers[0], weight = call.numbers[1];
  for_rows(machine.pool, call.shapes[0].n, 4 * d + 20, [&](uint32_t n) HWY_ATTR {
    const float* g = gradients + size_t{n} * d;
    const float squares = fixed_sum(d, [&](size_t i, size_t valid) HWY_ATTR {
      const V v = load(g + i, valid);
      return hn::Mul(v, v);
    });
    const float length = std::max(scalar::square_root(squares), 1e-12f), off = length - 1.0f;
    row[n] = weight * (off * off);
    if (!to) return;
    const V factor = hn::Set(D(), scale * 2.0f * off / length);
    for_vectors(d, [&](size_t i, size_t valid) HWY_ATTR {
      store(hn::Mul(factor, load(g + i, valid)), to + size_t{n} * d + i, valid);
    });
  });
}

// By how much h = act(xW + b) moves where x moves by t: t' = act'(h) (y − b), of y = tW + b; and the part
// of that in what a loss of slope δ at h's input would change with it: α = δ (y − b) act''(h) / act'(h).
template <class A>
void tangent(const Call& call, const Machine& machine) {
  const float *from = call.data[0], *outputs = call.data[2], *slopes = call.data[3];
  float *to = call.data[4], *second = call.data[5];
  const uint32_t o = call.shapes[0].features(), i = call.shapes[1].n - 1;
  const float* bias = call.data[1] + size_t{i} * o;
  const auto activation = static_cast<Activation>(call.integers[0]);
  for_rows(machine.pool, call.shapes[0].n, 12 * o, [&](uint32_t n) HWY_ATTR {
    const size_t at = size_t{n} * o;
    for_vectors(o, [&](size_t j, size_t valid) HWY_ATTR {
      const D d;
      const V one = hn::Set(d, 1.0f), h = load(outputs + at + j, valid);
      const V moved = hn::Sub(load(from + at + j, valid), load(bias + j, valid));
      store(back_through<A>(activation, h, moved), to + at + j, valid);
      if (!second) return;
      V ratio = hn::Zero(d);  // act''/act'
      if (activation == Activation::tanh) ratio = hn::Mul(hn::Set(d, -2.0f), h);
      if (activation == Activation::sigmoid) ratio = hn::Sub(one, hn::Add(h, h));
      if (activation == Activation::softplus) ratio = exp<A>(hn::Neg(h));
      const V both = hn::Mul(load(slopes + at + j, valid), moved);
      store(hn::Mul(both, ratio), second + at + j, valid);
    });
  });
}

void add_adversarial_here(Functions& to) {
  to[Kernel::noise] = {noise, noise};
  to[Kernel::loss_adversarial] = {loss_adversarial<Fused>, loss_adversarial<Separate>};
  to[Kernel::clip_weights] = {clip_weights, clip_weights};
  to[Kernel::interpolate] = {interpolate<Fused>, interpolate<Separate>};
  to[Kernel::gradient_penalty] = {gradient_penalty<Fused>, gradient_penalty<Separate>};
  to[Kernel::tangent] = {tangent<Fused>, tangent<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_adversarial_here);
void add_adversarial(Functions& to) { HWY_DYNAMIC_DISPATCH(add_adversarial_here)(to); }
}  // namespace hourglass::cpu
#endif
