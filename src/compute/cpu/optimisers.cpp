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
// p ← p (1 − lr λ) − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
// Kingma and Ba 2015, "Adam", algorithm 1, with ε where PyTorch has it; the decay λ apart from the
// gradient as in Loshchilov and Hutter 2019, "Decoupled weight decay regularization".
template <class A>
void adam(const Call& call, const Machine& machine) {
  float *p = call.data[0], *first = call.data[2], *second = call.data[3];
  const float *g = call.data[1], *words = call.data[4];
  const float beta1 = call.numbers[0], beta2 = call.numbers[1], epsilon = call.numbers[2];
  const float rate = words[state::learning_rate] / (1.0f - words[state::beta1_power]);
  const float root = 1.0f / scalar::square_root(1.0f - words[state::beta2_power]);
  const float kept = 1.0f - words[state::learning_rate] * call.numbers[3];
  const bool decays = call.numbers[3] != 0.0f;

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
      V before = load(p + i, valid);
      if (decays) before = hn::Mul(before, hn::Set(d, kept));
      store(hn::Sub(before, step), p + i, valid);
    });
  });
}

// g ← g + λ p     v ← μ v + g     p ← p − lr v, by Nesterov p ← p − lr (g + μ v)
// As PyTorch has it (Sutskever et al. 2013, "On the importance of initialization and momentum").
template <class A>
void sgd(const Call& call, const Machine& machine) {
  float *p = call.data[0], *velocity = call.data[2];
  const float* g = call.data[1];
  const float momentum = call.numbers[0], rate = -call.data[3][state::learning_rate];
  const float decay = call.numbers[1];
  const bool nesterov = call.integers[0] != 0;

  for_stretches(machine.pool, call.shapes[0].count(), [&](size_t start, size_t count) HWY_ATTR {
    for_vectors(count, [&](size_t offset, size_t valid) HWY_ATTR {
      const D d;
      const size_t i = start + offset;
      const V before = load(p + i, valid);
      V gradient = load(g + i, valid);
      if (decay != 0.0f) gradient = A::multiply_add(hn::Set(d, decay), before, gradient);
      const V v =
          flush(A::multiply_add(hn::Set(d, momentum), load(velocity + i, valid), gradient), 1e-30f);
      store(v, velocity + i, valid);
      const V along = nesterov ? A::multiply_add(hn::Set(d, momentum), v, gradient) : v;
      store(A::multiply_add(hn::Set(d, rate), along, before), p + i, valid);
    });
  });
}

// g ← g + λ p     v ← α v + (1 − α) g²     u ← μ u + g / (√v + ε)     p ← p − lr u
// As PyTorch has it, without centring (Hinton, Srivastava and Swersky 2012, lecture 6e).
template <class A>
void rmsprop(const Call& call, const Machine& machine) {
  float *p = call.data[0], *square = call.data[2], *velocity = call.data[3];
  const float* g = call.data[1];
  const float alpha = call.numbers[0], epsilon = call.numbers[1], decay = call.numbers[2];
  const float momentum = call.numbers[3], rate = -call.data[4][state::learning_rate];

  for_stretches(machine.pool, call.shapes[0].count(), [&](size_t start, size_t count) HWY_ATTR {
    for_vectors(count, [&](size_t offset, size_t valid) HWY_ATTR {
      const D d;
      const size_t i = start + offset;
      const V before = load(p + i, valid);
      const V gradient = A::multiply_add(hn::Set(d, decay), before, load(g + i, valid));
      const V scaled = hn::Mul(hn::Set(d, 1.0f - alpha), gradient);
      const V v = flush(
          A::multiply_add(hn::Set(d, alpha), load(square + i, valid), hn::Mul(scaled, gradient)),
          1e-36f);
      store(v, square + i, valid);
      V along = hn::Div(gradient, hn::Add(hn::Sqrt(v), hn::Set(d, epsilon)));
      if (velocity) {
        along =
            flush(A::multiply_add(hn::Set(d, momentum), load(velocity + i, valid), along), 1e-30f);
        store(along, velocity + i, valid);
      }
      store(A::multiply_add(hn::Set(d, rate), along, before), p + i, valid);
    });
  });
}

// part[i] = Σ g² over the i-th of so many stretches of equal length
template <class A>
void square_sum(const Call& call, const Machine& machine) {
  const float* g = call.data[0];
  float* parts = call.data[1];
  const size_t count = call.shapes[0].count(), wanted = call.shapes[1].count();
  const size_t length = (count + wanted - 1) / wanted;
  for_rows(machine.pool, static_cast<uint32_t>(wanted), static_cast<uint32_t>(length),
           [&](uint32_t part) HWY_ATTR {
             const size_t first = std::min(count, part * length);
             parts[part] =
                 fixed_sum(std::min(length, count - first), [&](size_t i, size_t valid) HWY_ATTR {
                   const V value = load(g + first + i, valid);
                   return hn::Mul(value, value);
                 });
           });
}

// norm = √ Σ parts     g ← g min(1, c / norm)
// Pascanu, Mikolov and Bengio 2013, "On the difficulty of training recurrent neural networks", algorithm 1.
void clip_gradient(const Call& call, const Machine& machine) {
  const float* parts = call.data[0];
  float *g = call.data[1], *norm = call.data[2];
  const float most = call.numbers[0];
  norm[0] =
      scalar::square_root(fixed_sum(call.shapes[0].count(), [&](size_t i, size_t valid) HWY_ATTR {
        return load(parts + i, valid);
      }));
  if (!(norm[0] > most)) return;
  const float factor = most / norm[0];
  for_stretches(machine.pool, call.shapes[1].count(), [&](size_t start, size_t count) HWY_ATTR {
    for_vectors(count, [&](size_t offset, size_t valid) HWY_ATTR {
      const size_t i = start + offset;
      store(hn::Mul(hn::Set(D(), factor), load(g + i, valid)), g + i, valid);
    });
  });
}

void add_optimisers_here(Functions& to) {
  to[Kernel::adam] = {adam<Fused>, adam<Separate>};
  to[Kernel::sgd] = {sgd<Fused>, sgd<Separate>};
  to[Kernel::rmsprop] = {rmsprop<Fused>, rmsprop<Separate>};
  to[Kernel::square_sum] = {square_sum<Fused>, square_sum<Separate>};
  to[Kernel::clip_gradient] = {clip_gradient, clip_gradient};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_optimisers_here);
void add_optimisers(Functions& to) { HWY_DYNAMIC_DISPATCH(add_optimisers_here)(to); }
}  // namespace hourglass::cpu
#endif
