// The slow twin of the Gaussian latent.
#pragma once
#include <vector>

#include "compute/random.h"
#include "reference/activation.h"

namespace reference {

// ε as every backend draws it: element e is normals(random_words(…, e / 4))[e mod 4].
inline std::vector<double> noise(size_t count, uint64_t seed, hourglass::Stream stream,
                                 uint32_t step) {
  std::vector<double> out(count);
  for (size_t e = 0; e < count; ++e)
    out[e] = static_cast<double>(hourglass::normals(
        hourglass::random_words(seed, stream, step, static_cast<uint32_t>(e / 4)))[e % 4]);
  return out;
}

// z[n,j] = μ[n,j] + exp(½ logσ²[n,j]) ε[n,j], heads [n, 2k] = (μ, logσ²)
template <class T>
std::vector<T> reparameterise(size_t n, size_t k, const std::vector<T>& heads,
                              const std::vector<double>& epsilon) {
  using std::exp;
  std::vector<T> z(n * k);
  for (size_t r = 0; r < n; ++r)
    for (size_t j = 0; j < k; ++j)
      z[r * k + j] =
          heads[r * 2 * k + j] + exp(T(0.5) * heads[r * 2 * k + k + j]) * T(epsilon[r * k + j]);
  return z;
}

// kl[n] = −½ Σⱼ (1 + logσ² − μ² − σ²)
template <class T>
std::vector<T> kl(size_t n, size_t k, const std::vector<T>& heads) {
  using std::exp;
  std::vector<T> out(n, T(0));
  for (size_t r = 0; r < n; ++r)
    for (size_t j = 0; j < k; ++j) {
      const T m = heads[r * 2 * k + j], l = heads[r * 2 * k + k + j];
      out[r] -= T(0.5) * (T(1) + l - m * m - exp(l));
    }
  return out;
}

// dμ = dz + β s μ     dlogσ² = ½ (dz (z − μ) + β s (exp(logσ²) − 1))
template <class T>
std::vector<T> reparameterise_backward(size_t n, size_t k, const std::vector<T>& heads,
                                       const std::vector<T>& z, const std::vector<T>& dz,
                                       T beta_scale) {
  using std::exp;
  std::vector<T> d(n * 2 * k);
  for (size_t r = 0; r < n; ++r)
    for (size_t j = 0; j < k; ++j) {
      const T m = heads[r * 2 * k + j], l = heads[r * 2 * k + k + j], g = dz[r * k + j];
      d[r * 2 * k + j] = g + beta_scale * m;
      d[r * 2 * k + k + j] = T(0.5) * (g * (z[r * k + j] - m) + beta_scale * (exp(l) - T(1)));
    }
  return d;
}

}  // namespace reference
