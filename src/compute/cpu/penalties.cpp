// Penalties on a code, and the sums over a batch that they need.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/penalties.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include <algorithm>

#include "compute/cpu/columns.h"
#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/terms.h"
#include "compute/cpu/vector_math.h"
#include "compute/scalar_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// sum[j] = s Σₙ f(x[n,j]), f: x, x² or act'(pre)² by x = act(pre)
template <class A>
void column_sum(const Call& call, const Machine& machine) {
  const float* x = call.data[0];
  float* sum = call.data[1];
  const Shape shape = call.shapes[0];
  const uint32_t k = shape.features();
  const auto activation = static_cast<Activation>(call.integers[0]);
  const bool add = call.integers[1] != 0;
  const auto summand = static_cast<Summand>(call.integers[2]);
  for_column_sums(
      machine.pool, shape.n, k, 2,
      [&](size_t row, size_t j, size_t valid) HWY_ATTR {
        V value = load(x + row * k + j, valid);
        if (summand == Summand::value) return value;
        if (summand == Summand::squared_slope)
          value = back_through<A>(activation, value, hn::Set(D(), 1.0f));
        return hn::Mul(value, value);
      },
      [&](V total, size_t j, size_t valid) HWY_ATTR {
        store_or_add(add, hn::Mul(hn::Set(D(), call.numbers[0]), total), sum + j, valid);
      });
}

// row[n] = Σⱼ |h[n,j]|     dpre[n,j] = s sign(h[n,j]) act'(pre[n,j])
// Of the subgradients at 0 this takes 0: a unit that is silent is left alone.
template <class A>
void sparsity_l1(const Call& call, const Machine& machine) {
  const float* codes = call.data[0];
  float *row = call.data[2], *gradient = call.data[3];
  const uint32_t k = call.shapes[0].features();
  const auto activation = static_cast<Activation>(call.integers[0]);
  const bool add = call.integers[1] != 0;
  const float scale = term_scale(call, 1);

  for_rows(machine.pool, call.shapes[0].n, 4 * k, [&](uint32_t n) HWY_ATTR {
    const float* h = codes + size_t{n} * k;
    float* dpre = gradient ? gradient + size_t{n} * k : nullptr;
    row[n] = fixed_sum(k, [&](size_t j, size_t valid) HWY_ATTR {
      const D d;
      const V code = load(h + j, valid), s = hn::Set(d, scale);
      if (dpre) {
        const V up = hn::IfThenElseZero(hn::Gt(code, hn::Zero(d)), s);
        const V both = hn::IfThenElse(hn::Lt(code, hn::Zero(d)), hn::Neg(s), up);
        store_or_add(add, back_through<A>(activation, code, both), dpre + j, valid);
      }
      return hn::Abs(code);
    });
  });
}

// row[n] = Σⱼ (ρ log(ρ/ρ̂ⱼ) + (1 − ρ) log((1 − ρ)/(1 − ρ̂ⱼ))), in every row: their mean is the term
// dpre[n,j] = s (ρ̂ⱼ − ρ) / (ρ̂ⱼ (1 − ρ̂ⱼ)) act'(pre[n,j]), an equal share of each row
// ρ̂ⱼ = 1/n Σₙ h[n,j], held in [10⁻⁶, 1 − 10⁻⁶]; at these ends it still pulls.
// Lee, Ekanadham and Ng 2008, "Sparse deep belief net model for visual area V2"; Ng 2011, CS294A.
template <class A>
void sparsity_kl(const Call& call, const Machine& machine) {
  const float *codes = call.data[0], *means = call.data[1];
  float *row = call.data[3], *gradient = call.data[4];
  const uint32_t k = call.shapes[0].features();
  const auto activation = static_cast<Activation>(call.integers[0]);
  const bool add = call.integers[1] != 0;
  const float scale = term_scale(call, 2);
  const float rho = std::min(1.0f - 1e-6f, std::max(1e-6f, call.numbers[1]));
  const float log_rho = scalar::log(rho), log_rest = scalar::log(1.0f - rho);
  const auto mean_at = [means](size_t j, size_t valid) HWY_ATTR {
    const D d;
    return hn::Min(hn::Set(d, 1.0f - 1e-6f), hn::Max(hn::Set(d, 1e-6f), load(means + j, valid)));
  };

  const float term = fixed_sum(k, [&](size_t j, size_t valid) HWY_ATTR {
    const D d;
    const V mean = mean_at(j, valid), rest = hn::Sub(hn::Set(d, 1.0f), mean);
    const V on = hn::Mul(hn::Set(d, rho), hn::Sub(hn::Set(d, log_rho), log<A>(mean)));
    return A::multiply_add(hn::Set(d, 1.0f - rho), hn::Sub(hn::Set(d, log_rest), log<A>(rest)), on);
  });
  for_rows(machine.pool, call.shapes[0].n, 8 * k, [&](uint32_t n) HWY_ATTR {
    row[n] = term;
    if (!gradient) return;
    const float* h = codes + size_t{n} * k;
    float* dpre = gradient + size_t{n} * k;
    for_vectors(k, [&](size_t j, size_t valid) HWY_ATTR {
      const D d;
      const V mean = mean_at(j, valid), rest = hn::Sub(hn::Set(d, 1.0f), mean);
      const V off = hn::Mul(hn::Set(d, scale), hn::Sub(mean, hn::Set(d, rho)));
      const V dh = hn::Div(off, hn::Mul(mean, rest));
      store_or_add(add, back_through<A>(activation, load(h + j, valid), dh), dpre + j, valid);
    });
  });
}

// act'(pre) and act''(pre), by y = act(pre).
template <class A>
HWY_INLINE void slopes(Activation activation, V y, V& first, V& second) {
  const D d;
  const V one = hn::Set(d, 1.0f);
  first = back_through<A>(activation, y, one);
  switch (activation) {
    case Activation::tanh: second = hn::Mul(hn::Mul(hn::Set(d, -2.0f), y), first); return;
    case Activation::sigmoid: second = hn::Mul(first, hn::Sub(one, hn::Add(y, y))); return;
    case Activation::softplus: second = hn::Mul(first, hn::Sub(one, first)); return;
    default: second = hn::Zero(d);  // straight pieces
  }
}

// row[n] = ‖∂h/∂x‖² = Σⱼ act'(pre[n,j])² Q[j], Q[j] = Σᵢ W[i,j]²
// dpre[n,j] = s 2 act'(pre[n,j]) act''(pre[n,j]) Q[j]
// Rifai, Vincent, Muller, Glorot and Bengio 2011, "Contractive auto-encoders", equation 9; exact for one layer.
template <class A>
void contraction(const Call& call, const Machine& machine) {
  const float *codes = call.data[0], *norms = call.data[1];
  float *row = call.data[3], *gradient = call.data[4];
  const uint32_t k = call.shapes[0].features();
  const auto activation = static_cast<Activation>(call.integers[0]);
  const bool add = call.integers[1] != 0;
  const float scale = 2.0f * term_scale(call, 2);

  for_rows(machine.pool, call.shapes[0].n, 8 * k, [&](uint32_t n) HWY_ATTR {
    const float* h = codes + size_t{n} * k;
    float* dpre = gradient ? gradient + size_t{n} * k : nullptr;
    row[n] = fixed_sum(k, [&](size_t j, size_t valid) HWY_ATTR {
      V first, second;
      slopes<A>(activation, load(h + j, valid), first, second);
      const V weighted = hn::Mul(first, load(norms + j, valid));
      if (dpre)
        store_or_add(add, hn::Mul(hn::Mul(hn::Set(D(), scale), weighted), second), dpre + j, valid);
      return hn::Mul(first, weighted);
    });
  });
}

// dW[i,j] = s 2 A[j] W[i,j], A[j] = Σₙ act'(pre[n,j])²
template <class A>
void contraction_backward(const Call& call, const Machine& machine) {
  const float *weights = call.data[0], *slopes_squared = call.data[1];
  float* gradient = call.data[3];
  const uint32_t k = call.shapes[0].features();
  const bool add = call.integers[1] != 0;
  const float scale = 2.0f * term_scale(call, 2);

  for_rows(machine.pool, call.shapes[0].n, 2 * k, [&](uint32_t i) HWY_ATTR {
    const float* w = weights + size_t{i} * k;
    float* dw = gradient + size_t{i} * k;
    for_vectors(k, [&](size_t j, size_t valid) HWY_ATTR {
      const V factor = hn::Mul(hn::Set(D(), scale), load(slopes_squared + j, valid));
      store_or_add(add, hn::Mul(factor, load(w + j, valid)), dw + j, valid);
    });
  });
}

void add_penalties_here(Functions& to) {
  to[Kernel::column_sum] = {column_sum<Fused>, column_sum<Separate>};
  to[Kernel::sparsity_l1] = {sparsity_l1<Fused>, sparsity_l1<Separate>};
  to[Kernel::sparsity_kl] = {sparsity_kl<Fused>, sparsity_kl<Separate>};
  to[Kernel::contraction] = {contraction<Fused>, contraction<Separate>};
  to[Kernel::contraction_backward] = {contraction_backward<Fused>, contraction_backward<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_penalties_here);
void add_penalties(Functions& to) { HWY_DYNAMIC_DISPATCH(add_penalties_here)(to); }
}  // namespace hourglass::cpu
#endif
