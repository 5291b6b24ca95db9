// Densities that are known exactly: an affine map, a mixture of Gaussians, couplings.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/densities.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/terms.h"
#include "compute/cpu/vector_math.h"
#include "compute/random.h"
#include "compute/scalar_math.h"
#include "compute/sight.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// The inverse of a 2×2 matrix, and its determinant.
struct Inverse {
  float v00, v01, v10, v11, determinant;
  explicit Inverse(const float* w) : determinant(w[0] * w[3] - w[1] * w[2]) {
    v00 = w[3] / determinant;
    v01 = -w[1] / determinant;
    v10 = -w[2] / determinant;
    v11 = w[0] / determinant;
  }
};

// u[n] = (x[n] − b) W⁻¹     row[n] = log|det W|
void affine_inverse(const Call& call, const Machine& machine) {
  const float *x = call.data[0], *w = call.data[1];
  float *u = call.data[2], *row = call.data[3];
  const Inverse v(w);
  const float size = scalar::log(std::max(std::abs(v.determinant), 1e-30f));
  for_rows(machine.pool, call.shapes[0].n, 16, [&](uint32_t n) {
    const float a = x[2 * n] - w[4], b = x[2 * n + 1] - w[5];
    u[2 * n] = a * v.v00 + b * v.v10;
    u[2 * n + 1] = a * v.v01 + b * v.v11;
    row[n] = size;
  });
}

// sums S = uᵀ du, and below it Σ du, as dense_backward has them:
// dW[i,o] = λ W⁻¹[o,i] − Σⱼ S[i,j] W⁻¹[o,j]     db[o] = −Σⱼ S[2,j] W⁻¹[o,j]
void affine_inverse_backward(const Call& call, const Machine&) {
  const float* s = call.data[0];
  float* d = call.data[2];
  const Inverse v(call.data[1]);
  const float weight = call.numbers[0];
  for (uint32_t i = 0; i < 3; ++i) {
    const float a = s[2 * i], b = s[2 * i + 1];
    d[2 * i] = -(a * v.v00 + b * v.v01);
    d[2 * i + 1] = -(a * v.v10 + b * v.v11);
  }
  d[0] += weight * v.v00;
  d[1] += weight * v.v10;
  d[2] += weight * v.v01;
  d[3] += weight * v.v11;
}

// y[n] = (x₀, x₁, x₀², x₀x₁, x₁²)
void monomials(const Call& call, const Machine& machine) {
  const float* x = call.data[0];
  float* y = call.data[1];
  for_rows(machine.pool, call.shapes[0].n, 8, [&](uint32_t n) {
    const float a = x[2 * n], b = x[2 * n + 1];
    float* to = y + size_t{n} * 5;
    to[0] = a;
    to[1] = b;
    to[2] = a * a;
    to[3] = a * b;
    to[4] = b * b;
  });
}

// A component's energy −log(π N(x; μ, Σ)) − log k as a polynomial: its coefficients of the monomials, then
// the constant. covariance: Σ₀₀, Σ₀₁, Σ₁₁. − log k, since loss_importance takes the mean of the k.
inline void give_energy(float share, const float* mean, const float* covariance, uint32_t k,
                        uint32_t of, float* energies) {
  const float s00 = covariance[0], s01 = covariance[1], s11 = covariance[2];
  const float determinant = s00 * s11 - s01 * s01;
  const float p00 = s11 / determinant, p01 = -s01 / determinant, p11 = s00 / determinant;
  const float c0 = -(p00 * mean[0] + p01 * mean[1]), c1 = -(p01 * mean[0] + p11 * mean[1]);
  const float constant = 1.83787706641f + 0.5f * scalar::log(determinant) -  // log 2π
                         0.5f * (c0 * mean[0] + c1 * mean[1]) -
                         scalar::log(share * static_cast<float>(k));
  const float all[6] = {c0, c1, 0.5f * p00, p01, 0.5f * p11, constant};
  for (uint32_t i = 0; i < 6; ++i) energies[i * k + of] = all[i];
}

// The first centre is a point by chance, each other the point farthest from those before (Gonzalez 1985,
// "Clustering to minimize the maximum intercluster distance"); shares 1/k, Σ = v I with 2v the mean
// squared distance of a point from its nearest centre.
void mixture_start(const Call& call, const Machine&) {
  const float *x = call.data[0], *words = call.data[1];
  float* energies = call.data[2];
  const uint32_t n = call.shapes[0].n, k = call.shapes[2].features();
  const Words drawn = random_words(load_seed(words), Stream::noise, 0, 0);
  std::array<float, size_t{2} * most_components> centres{};
  uint32_t chosen = static_cast<uint32_t>(uint64_t{drawn[0]} * n >> 32);
  float spread = 0;
  for (uint32_t j = 0; j < k; ++j) {
    centres[2 * j] = x[2 * chosen];
    centres[2 * j + 1] = x[2 * chosen + 1];
    float farthest = -1;
    spread = 0;
    for (uint32_t i = 0; i < n; ++i) {
      float nearest = 0;
      for (uint32_t c = 0; c <= j; ++c) {
        const float a = x[2 * i] - centres[2 * c], b = x[2 * i + 1] - centres[2 * c + 1];
        const float off = a * a + b * b;
        nearest = c == 0 ? off : std::min(nearest, off);
      }
      spread += nearest / static_cast<float>(n);
      if (nearest > farthest) {
        farthest = nearest;
        chosen = i;
      }
    }
  }
  const float variance = std::max(0.5f * spread, 1e-4f);
  const float covariance[3] = {variance, 0, variance};
  for (uint32_t j = 0; j < k; ++j)
    give_energy(1.0f / static_cast<float>(k), &centres[2 * j], covariance, k, j, energies);
}

// The M step (Dempster, Laird and Rubin 1977, "Maximum likelihood from incomplete data via the EM algorithm"):
// R = Σₙ r[n], π = R / Σ R, μ = Σ r x / R, Σ = Σ r x xᵀ / R − μ μᵀ + v I, as a polynomial again
void mixture_update(const Call& call, const Machine&) {
  const float* sums = call.data[0];
  float* energies = call.data[1];
  const uint32_t k = call.shapes[0].features();
  const float least = call.numbers[0];
  float all = 0;
  for (uint32_t j = 0; j < k; ++j) all += sums[5 * k + j];
  for (uint32_t j = 0; j < k; ++j) {
    const float r = std::max(sums[5 * k + j], 1e-6f);  // of a component that has nothing
    const float mean[2] = {sums[j] / r, sums[k + j] / r};
    const float s00 = std::max(sums[2 * k + j] / r - mean[0] * mean[0], 0.0f) + least;
    const float s11 = std::max(sums[4 * k + j] / r - mean[1] * mean[1], 0.0f) + least;
    const float most = 0.9999f * scalar::square_root(s00 * s11);  // whatever rounding does
    const float s01 = std::clamp(sums[3 * k + j] / r - mean[0] * mean[1], -most, most);
    const float covariance[3] = {s00, s01, s11};
    give_energy(r / all, mean, covariance, k, j, energies);
  }
}

// y[n,j] = x[n, j + which h]
void take_half(const Call& call, const Machine& machine) {
  const float* x = call.data[0];
  float* y = call.data[1];
  const uint32_t h = call.shapes[1].features(), first = call.integers[0] * h;
  for_rows(machine.pool, call.shapes[0].n, h, [&](uint32_t n) {
    std::memcpy(y + size_t{n} * h, x + size_t{n} * 2 * h + first, h * sizeof(float));
  });
}

constexpr float most_stretch = 2.0f;  // of a coupling's s

// A coupling (Dinh, Sohl-Dickstein and Bengio 2017, "Density estimation using Real NVP", equations 7 and 8):
// one half of x moves, by what a network says of the other: heads = (r, t), s = 2 tanh(½ r)
// y = x eˢ + t, on the way back (x − t) e⁻ˢ;   row[n] −= Σ s
template <class A>
void coupling(const Call& call, const Machine& machine) {
  const float *from = call.data[0], *told = call.data[1];
  float *to = call.data[2], *halves = call.data[3], *row = call.data[4];
  const uint32_t h = call.shapes[3].features(), moved = call.integers[0] * h;
  const bool add = call.integers[1] != 0, back = call.integers[2] != 0;
  for_rows(machine.pool, call.shapes[0].n, 60 * h, [&](uint32_t n) HWY_ATTR {
    const size_t at = size_t{n} * 2 * h;
    const float *x = from + at, *r = told + at, *t = r + h;
    float *y = to + at, *half = halves + size_t{n} * h;
    std::memcpy(y + (h - moved), x + (h - moved), h * sizeof(float));
    const float sum = fixed_sum(h, [&](size_t j, size_t valid) HWY_ATTR {
      const D d;
      const V c = hn::Set(d, most_stretch);
      const V s = hn::Mul(c, tanh<A>(hn::Mul(hn::Set(d, 1 / most_stretch), load(r + j, valid))));
      const V shift = load(t + j, valid), value = load(x + moved + j, valid);
      const V now = back ? hn::Mul(hn::Sub(value, shift), exp<A>(hn::Neg(s)))
                         : A::multiply_add(value, exp<A>(s), shift);
      store(now, y + moved + j, valid);
      store(now, half + j, valid);
      return s;
    });
    if (row) row[n] = (add ? row[n] : 0.0f) - sum;
  });
}

// With g = dy of the moved half, and what the next network says of it:
// dx = g eˢ     dt = g     dr = (g x eˢ − λ) (1 − ¼ s²);     the other half's dx is its dy
template <class A>
void coupling_backward(const Call& call, const Machine& machine) {
  const float *from = call.data[0], *told = call.data[1], *outer = call.data[2];
  const float* next = call.data[3];
  float *to = call.data[4], *heads = call.data[5];
  const uint32_t h = call.shapes[0].features() / 2, moved = call.integers[0] * h;
  const float scale = call.numbers[0];
  for_rows(machine.pool, call.shapes[0].n, 60 * h, [&](uint32_t n) HWY_ATTR {
    const size_t at = size_t{n} * 2 * h;
    const float *x = from + at, *r = told + at, *dy = outer + at;
    float *dx = to + at, *dr = heads + at, *dt = dr + h;
    std::memcpy(dx + (h - moved), dy + (h - moved), h * sizeof(float));
    for_vectors(h, [&](size_t j, size_t valid) HWY_ATTR {
      const D d;
      const V c = hn::Set(d, most_stretch), one = hn::Set(d, 1.0f);
      const V bent = tanh<A>(hn::Mul(hn::Set(d, 1 / most_stretch), load(r + j, valid)));
      V g = load(dy + moved + j, valid);
      if (next) g = hn::Add(g, load(next + size_t{n} * h + j, valid));
      const V stretched = hn::Mul(g, exp<A>(hn::Mul(c, bent)));
      store(stretched, dx + moved + j, valid);
      store(g, dt + j, valid);
      const V ds = hn::Sub(hn::Mul(stretched, load(x + moved + j, valid)), hn::Set(d, scale));
      store(hn::Mul(ds, hn::Sub(one, hn::Mul(bent, bent))), dr + j, valid);
    });
  });
}

// dparameters[i,o] ← 0 where output o may not see input i
void mask_gradient(const Call& call, const Machine& machine) {
  float* d = call.data[0];
  const uint32_t inputs = call.shapes[0].n - 1, outputs = call.shapes[0].features();
  const Sight sight{call.integers[0], call.integers[1] != 0, call.integers[2] != 0};
  for_rows(machine.pool, inputs, outputs, [&](uint32_t i) {
    // Those that see it are the later ones.
    uint32_t blind = 0;
    while (blind < outputs && !sight.sees(blind, outputs, i, inputs)) ++blind;
    std::fill_n(d + size_t{i} * outputs, blind, 0.0f);
  });
}

void add_densities_here(Functions& to) {
  to[Kernel::affine_inverse] = {affine_inverse, affine_inverse};
  to[Kernel::affine_inverse_backward] = {affine_inverse_backward, affine_inverse_backward};
  to[Kernel::monomials] = {monomials, monomials};
  to[Kernel::mixture_start] = {mixture_start, mixture_start};
  to[Kernel::mixture_update] = {mixture_update, mixture_update};
  to[Kernel::take_half] = {take_half, take_half};
  to[Kernel::coupling] = {coupling<Fused>, coupling<Separate>};
  to[Kernel::coupling_backward] = {coupling_backward<Fused>, coupling_backward<Separate>};
  to[Kernel::mask_gradient] = {mask_gradient, mask_gradient};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_densities_here);
void add_densities(Functions& to) { HWY_DYNAMIC_DISPATCH(add_densities_here)(to); }
}  // namespace hourglass::cpu
#endif
