// One pass over the whole parameter arena. Where parameter, gradient and moments are 0 they stay 0,
// so the arena's padding does.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/optimisers.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/vector_math.h"
#include "compute/scalar_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// A moment that decays with no gradient spends thousands of steps in subnormal numbers, which cost
// a hundred cycles each. Below this size Adam moves a parameter
// by less than 1e-22 of the learning rate (m/ε), and sgd by 1e-30.
HWY_INLINE V flush(V x, float least) {
  return hn::IfThenElseZero(hn::Ge(hn::Abs(x), hn::Set(D(), least)), x);
}

// m ← β₁ m + (1 − β₁) g     v ← β₂ v + (1 − β₂) g²
// p ← p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
// Kingma and Ba 2015, "Adam", algorithm 1, with ε where PyTorch has it.
template <class A>
void adam(const Call& call, const Machine& machine) {
  float *p = call.data[0], *first = call.data[2], *second = call.data[3];
  const float *g = call.data[1], *words = call.data[4];
  const float beta1 = call.numbers[0], beta2 = call.numbers[1], epsilon = call.numbers[2];
  const float rate = words[state::learning_rate] / (1.0f - words[state::beta1_power]);
  const float root = 1.0f / scalar::square_root(1.0f - words[state::beta2_power]);

  for_stretches(machine.pool, call.shapes[0].count(), [&](size_t start, size_t count) HWY_ATTR {
    for_vectors(count, [&](size_t offset, size_t valid) HWY_ATTR {
      const D d;
      const size_t i = start + offset;
      const V gradient = load(g + i, valid);
      const V m = flush(A::multiply_add(hn::Set(d, beta1), load(first + i, valid),
                                        hn::Mul(hn::Set(d, 1.0f - beta1), gradient)),
                        1e-30f);
      const V scaled = hn::Mul(hn::Set(d, 1.0f - beta2), gradient);
      const V v = flush(
          A::multiply_add(hn::Set(d, beta2), load(second + i, valid), hn::Mul(scaled, gradient)),
          1e-36f);
      store(m, first + i, valid);
      store(v, second + i, valid);
      const V below = A::multiply_add(hn::Sqrt(v), hn::Set(d, root), hn::Set(d, epsilon));
      const V step = hn::Div(hn::Mul(hn::Set(d, rate), m), below);
      store(hn::Sub(load(p + i, valid), step), p + i, valid);
    });
  });
}

// v ← μ v + g     p ← p − lr v
template <class A>
void sgd(const Call& call, const Machine& machine) {
  float *p = call.data[0], *velocity = call.data[2];
  const float* g = call.data[1];
  const float momentum = call.numbers[0], rate = -call.data[3][state::learning_rate];

  for_stretches(machine.pool, call.shapes[0].count(), [&](size_t start, size_t count) HWY_ATTR {
    for_vectors(count, [&](size_t offset, size_t valid) HWY_ATTR {
      const D d;
      const size_t i = start + offset;
      const V v = flush(
          A::multiply_add(hn::Set(d, momentum), load(velocity + i, valid), load(g + i, valid)),
          1e-30f);
      store(v, velocity + i, valid);
      store(A::multiply_add(hn::Set(d, rate), v, load(p + i, valid)), p + i, valid);
    });
  });
}

void add_optimisers_here(Functions& to) {
  to[Kernel::adam] = {adam<Fused>, adam<Separate>};
  to[Kernel::sgd] = {sgd<Fused>, sgd<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_optimisers_here);
void add_optimisers(Functions& to) { HWY_DYNAMIC_DISPATCH(add_optimisers_here)(to); }
}  // namespace hourglass::cpu
#endif
