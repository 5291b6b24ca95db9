// The latent's noise and its distance from the prior (Kingma and Welling 2014, "Auto-encoding
// variational Bayes", section 3 and appendix B).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/latent.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include "compute/cpu/columns.h"
#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/terms.h"
#include "compute/cpu/vector_math.h"
#include "compute/random.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// z[n,j] = μ[n,j] + exp(½ logσ²[n,j]) ε[n,j]     kl[n] = −½ Σⱼ (1 + logσ² − μ² − σ²)
template <class A>
void reparameterise(const Call& call, const Machine& machine) {
  const float *heads = call.data[0], *words = call.data[1];
  float *z = call.data[2], *kl = call.data[3];
  const uint32_t k = call.shapes[2].features();
  const auto stream = static_cast<Stream>(call.integers[0]);
  const uint64_t seed = load_seed(words);
  const uint32_t step = load_integer(words, state::step);

  for_rows(machine.pool, call.shapes[2].n, 60 * k, [&](uint32_t n) HWY_ATTR {
    const float *mean = heads + size_t{n} * 2 * k, *log_variance = mean + k;
    float* out = z + size_t{n} * k;
    // ε first lies where z will.
    for (uint32_t j = 0; j < k;) {
      const uint32_t element = n * k + j, within = element % 4;
      const auto four = normals(random_words(seed, stream, step, element / 4));
      for (uint32_t i = within; i < 4 && j < k; ++i, ++j) out[j] = four[i];
    }
    for_vectors(k, [&](size_t j, size_t valid) HWY_ATTR {
      const V half = hn::Set(D(), 0.5f);
      const V sigma = exp<A>(hn::Mul(half, load(log_variance + j, valid)));
      store(A::multiply_add(sigma, load(out + j, valid), load(mean + j, valid)), out + j, valid);
    });
    kl[n] = -0.5f * fixed_sum(k, [&](size_t j, size_t valid) HWY_ATTR {
      const V m = load(mean + j, valid), l = load(log_variance + j, valid);
      const V one_plus = hn::Add(hn::Set(D(), 1.0f), l);
      return hn::Sub(A::multiply_add(hn::Neg(m), m, one_plus), exp<A>(l));
    });
  });
}

// dμ = dz + β s μ     dlogσ² = ½ (dz (z − μ) + β s (exp(logσ²) − 1))
// With free bits s is 0 for the units whose mean KL is below λ (Kingma et al. 2016, "Improving
// variational inference with inverse autoregressive flow", equation 15: Σⱼ max(λ, KLⱼ)).
template <class A>
void reparameterise_backward(const Call& call, const Machine& machine) {
  const float *heads = call.data[0], *z = call.data[1], *dz = call.data[2];
  float* dheads = call.data[4];
  const uint32_t k = call.shapes[1].features();
  const float* unit_kl = call.data[5];
  const float scale = call.data[3][state::beta] * call.numbers[0], free = call.numbers[1];

  for_rows(machine.pool, call.shapes[1].n, 20 * k, [&](uint32_t n) HWY_ATTR {
    const size_t at = size_t{n} * k;
    const float *mean = heads + 2 * at, *log_variance = mean + k;
    float *dmean = dheads + 2 * at, *dlog_variance = dmean + k;
    for_vectors(k, [&](size_t j, size_t valid) HWY_ATTR {
      const D d;
      V s = hn::Set(d, scale);
      if (unit_kl) s = hn::IfThenElseZero(hn::Ge(load(unit_kl + j, valid), hn::Set(d, free)), s);
      const V m = load(mean + j, valid), g = load(dz + at + j, valid);
      store(A::multiply_add(s, m, g), dmean + j, valid);
      const V noise = hn::Sub(load(z + at + j, valid), m);
      const V excess = hn::Sub(exp<A>(load(log_variance + j, valid)), hn::Set(d, 1.0f));
      const V sum = A::multiply_add(g, noise, hn::Mul(s, excess));
      store(hn::Mul(hn::Set(d, 0.5f), sum), dlog_variance + j, valid);
    });
  });
}

// unit_kl[j] = −½ 1/n Σₙ (1 + logσ² − μ² − σ²)
template <class A>
void unit_kl(const Call& call, const Machine& machine) {
  const float* heads = call.data[0];
  const uint32_t n = call.shapes[0].n, k = call.shapes[1].features();
  const float scale = -0.5f / static_cast<float>(n);
  for_column_sums(
      machine.pool, n, k, 20,
      [&](size_t row, size_t j, size_t valid) HWY_ATTR {
        const float *mean = heads + row * 2 * k + j, *log_variance = mean + k;
        const V m = load(mean, valid), l = load(log_variance, valid);
        const V one_plus = hn::Add(hn::Set(D(), 1.0f), l);
        return hn::Sub(A::multiply_add(hn::Neg(m), m, one_plus), exp<A>(l));
      },
      [&](V sum, size_t j, size_t valid)
          HWY_ATTR { store(hn::Mul(hn::Set(D(), scale), sum), call.data[1] + j, valid); });
}

// kl[n] = ½ Σⱼ (z² − (z − μ)² / σ² − logσ²) = log q(z|x) − log p(z)
template <class A>
void sampled_kl(const Call& call, const Machine& machine) {
  const float *heads = call.data[0], *z = call.data[1];
  float* kl = call.data[2];
  const uint32_t k = call.shapes[1].features();
  for_rows(machine.pool, call.shapes[1].n, 20 * k, [&](uint32_t n) HWY_ATTR {
    const size_t at = size_t{n} * k;
    const float *mean = heads + 2 * at, *log_variance = mean + k;
    kl[n] = 0.5f * fixed_sum(k, [&](size_t j, size_t valid) HWY_ATTR {
              const V code = load(z + at + j, valid), l = load(log_variance + j, valid);
              const V off = hn::Sub(code, load(mean + j, valid));
              const V inner = A::multiply_add(hn::Mul(off, off), exp<A>(hn::Neg(l)), l);
              return hn::Sub(hn::Mul(code, code), inner);
            });
  });
}

// dμ = dz + w[n] s z     dlogσ² = ½ (dz (z − μ) + w[n] s (z (z − μ) − 1))
template <class A>
void sampled_kl_backward(const Call& call, const Machine& machine) {
  const float *heads = call.data[0], *z = call.data[1], *dz = call.data[2];
  const float* weights = call.data[3];
  float* dheads = call.data[5];
  const uint32_t k = call.shapes[1].features();
  const float scale = term_scale(call, 4);

  for_rows(machine.pool, call.shapes[1].n, 10 * k, [&](uint32_t n) HWY_ATTR {
    const size_t at = size_t{n} * k;
    const float* mean = heads + 2 * at;
    float *dmean = dheads + 2 * at, *dlog_variance = dmean + k;
    const float row_scale = weights ? scale * weights[n] : scale;
    for_vectors(k, [&](size_t j, size_t valid) HWY_ATTR {
      const D d;
      const V s = hn::Set(d, row_scale), code = load(z + at + j, valid);
      const V g = load(dz + at + j, valid), off = hn::Sub(code, load(mean + j, valid));
      const V total = A::multiply_add(s, code, g);
      store(total, dmean + j, valid);
      const V both = hn::Sub(hn::Mul(total, off), s);
      store(hn::Mul(hn::Set(d, 0.5f), both), dlog_variance + j, valid);
    });
  });
}

void add_latent_here(Functions& to) {
  to[Kernel::reparameterise] = {reparameterise<Fused>, reparameterise<Separate>};
  to[Kernel::reparameterise_backward] = {reparameterise_backward<Fused>,
                                         reparameterise_backward<Separate>};
  to[Kernel::unit_kl] = {unit_kl<Fused>, unit_kl<Separate>};
  to[Kernel::sampled_kl] = {sampled_kl<Fused>, sampled_kl<Separate>};
  to[Kernel::sampled_kl_backward] = {sampled_kl_backward<Fused>, sampled_kl_backward<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_latent_here);
void add_latent(Functions& to) { HWY_DYNAMIC_DISPATCH(add_latent_here)(to); }
}  // namespace hourglass::cpu
#endif
