// The slow twins of several samples an example: the KL by the sample itself, and importance weights.
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "reference/activation.h"

namespace reference {

// kl[n] = ½ Σⱼ (z² − (z − μ)² / σ² − logσ²), heads [n, 2k] = (μ, logσ²)
template <class T>
std::vector<T> sampled_kl(size_t n, size_t k, const std::vector<T>& heads,
                          const std::vector<T>& z) {
  using std::exp;
  std::vector<T> out(n, T(0));
  for (size_t e = 0; e < n * k; ++e) {
    const T m = heads[e / k * 2 * k + e % k], l = heads[e / k * 2 * k + k + e % k];
    out[e / k] += T(0.5) * (z[e] * z[e] - (z[e] - m) * (z[e] - m) * exp(-l) - l);
  }
  return out;
}
// dμ = dz + w[n] s z     dlogσ² = ½ (dz (z − μ) + w[n] s (z (z − μ) − 1))
inline std::vector<double> sampled_kl_backward(size_t n, size_t k, const std::vector<double>& heads,
                                               const std::vector<double>& z,
                                               const std::vector<double>& dz,
                                               const std::vector<double>& weights, double scale) {
  std::vector<double> d(n * 2 * k);
  for (size_t e = 0; e < n * k; ++e) {
    const size_t at = e / k * 2 * k + e % k;
    const double ws = scale * weights[e / k], off = z[e] - heads[at];
    d[at] = dz[e] + ws * z[e];
    d[at + k] = 0.5 * (dz[e] * off + ws * (z[e] * off - 1));
  }
  return d;
}

// loss[n] = −log(1/L Σₗ exp(−reconstruction − β kl))
template <class T>
std::vector<T> loss_importance(size_t n, size_t times, const std::vector<T>& reconstruction,
                               const std::vector<T>& kl, double beta) {
  using std::exp, std::log;
  std::vector<T> out(n);
  for (size_t r = 0; r < n; ++r) {
    double most = -1e300;
    for (size_t i = r * times; i < (r + 1) * times; ++i)
      most = std::max(most, -real(reconstruction[i]) - beta * real(kl[i]));
    T sum(0);
    for (size_t i = r * times; i < (r + 1) * times; ++i)
      sum += exp(-reconstruction[i] - T(beta) * kl[i] - T(most));
    out[r] = -T(most) - log(sum / T(static_cast<double>(times)));
  }
  return out;
}
inline std::vector<double> importance_weights(size_t times,
                                              const std::vector<double>& reconstruction,
                                              const std::vector<double>& kl, double beta) {
  std::vector<double> out(kl.size());
  for (size_t first = 0; first < kl.size(); first += times) {
    double most = -1e300, sum = 0;
    for (size_t i = first; i < first + times; ++i)
      most = std::max(most, out[i] = -reconstruction[i] - beta * kl[i]);
    for (size_t i = first; i < first + times; ++i) sum += out[i] = std::exp(out[i] - most);
    for (size_t i = first; i < first + times; ++i) out[i] /= sum;
  }
  return out;
}

}  // namespace reference
