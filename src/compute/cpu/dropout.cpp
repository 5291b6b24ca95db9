// Units that chance decides on: drawn from their probabilities, or left out at random (Srivastava et al. 2014, "Dropout"), those left scaled up so that
// evaluation changes nothing.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/dropout.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/vector_math.h"
#include "compute/random.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// body(e, uᵉ) of every element; uᵉ by (seed, stream, step, e, index)
template <class Body>
void for_uniforms(const Call& call, const Machine& machine, const float* words, Body&& body) {
  const uint64_t seed = load_seed(words);
  const uint32_t step = load_integer(words, state::step), index = call.integers[2];
  const auto stream = static_cast<Stream>(call.integers[1]);
  const size_t total = call.shapes[0].count();
  // A stretch begins at a multiple of four.
  for_stretches(machine.pool, total, [&](size_t first, size_t count) {
    for (size_t e = first; e < first + count; e += 4) {
      const Words four = random_words(seed, stream, step, static_cast<uint32_t>(e / 4), index);
      for (size_t i = 0; i < std::min<size_t>(4, total - e); ++i) body(e + i, uniform(four[i]));
    }
  });
}

// to[e] = from[e] / (1 − p) where uᵉ ≥ p, else 0
void drop(const Call& call, const Machine& machine, const float* from, const float* words,
          float* to) {
  const float share = call.numbers[0], scale = share < 1.0f ? 1.0f / (1.0f - share) : 0.0f;
  for_uniforms(call, machine, words,
               [=](size_t e, float u) { to[e] = u >= share ? from[e] * scale : 0.0f; });
}

// y[e] = x[e] / (1 − p) where uᵉ ≥ p, else 0
void dropout(const Call& call, const Machine& machine) {
  drop(call, machine, call.data[0], call.data[1], call.data[2]);
}

// dx[e] = in'(x[e]) dy[e] / (1 − p) where uᵉ ≥ p, else 0: the same draw
template <class A>
void dropout_backward(const Call& call, const Machine& machine) {
  const float* x = call.data[0];
  float* dx = call.data[3];
  drop(call, machine, call.data[1], call.data[2], dx);
  const auto before = static_cast<Activation>(call.integers[0]);
  if (before == Activation::linear) return;
  for_stretches(machine.pool, call.shapes[0].count(), [&](size_t first, size_t count) HWY_ATTR {
    for_vectors(count, [&](size_t e, size_t valid) HWY_ATTR {
      const V input = load(x + first + e, valid);
      store(back_through<A>(before, input, load(dx + first + e, valid)), dx + first + e, valid);
    });
  });
}

// h[e] = 1 where uᵉ < p[e], else 0
void draw_units(const Call& call, const Machine& machine) {
  const float* p = call.data[0];
  float* h = call.data[2];
  for_uniforms(call, machine, call.data[1],
               [=](size_t e, float u) { h[e] = u < p[e] ? 1.0f : 0.0f; });
}

void add_dropout_here(Functions& to) {
  to[Kernel::dropout] = {dropout, dropout};
  to[Kernel::draw_units] = {draw_units, draw_units};
  to[Kernel::dropout_backward] = {dropout_backward<Fused>, dropout_backward<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_dropout_here);
void add_dropout(Functions& to) { HWY_DYNAMIC_DISPATCH(add_dropout_here)(to); }
}  // namespace hourglass::cpu
#endif
