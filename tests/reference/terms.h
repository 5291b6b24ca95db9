// The slow twins of the terms of the loss: value, then gradient. A gradient is of s Σₙ value[n].
#pragma once
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "reference/activation.h"

namespace reference {

// ---- a Gaussian whose variance is learnt. Means μ and log σ² apart: one log σ², or one a pixel.

// l = m + softplus(log σ² − m)
template <class T>
T soft_floor(T log_variance, double m) {
  return T(m) + softplus(log_variance - T(m));
}

// loss[n] = ½ Σⱼ (log 2π + l + (μ − x)² e⁻ˡ)
template <class T>
std::vector<T> loss_gaussian(size_t n, size_t d, const std::vector<T>& mean,
                             const std::vector<T>& log_variance, const std::vector<double>& x,
                             double m) {
  using std::exp;
  std::vector<T> out(n, T(0));
  for (size_t e = 0; e < n * d; ++e) {
    const T l = soft_floor(log_variance[log_variance.size() == 1 ? 0 : e], m);
    const T error = mean[e] - T(x[e]);
    out[e / d] += T(0.5) * (T(std::log(2 * std::numbers::pi)) + l + error * error * exp(-l));
  }
  return out;
}
struct GaussianGradient {
  std::vector<double> mean, log_variance;  // the second an element each: of one σ, its shares
};
inline GaussianGradient loss_gaussian_backward(const std::vector<double>& mean,
                                               const std::vector<double>& log_variance,
                                               const std::vector<double>& x, Activation activation,
                                               double scale, double m) {
  GaussianGradient d{std::vector<double>(mean.size()), std::vector<double>(mean.size())};
  for (size_t e = 0; e < mean.size(); ++e) {
    const double raw = log_variance[log_variance.size() == 1 ? 0 : e];
    const double l = soft_floor(raw, m), error = mean[e] - x[e];
    d.mean[e] = scale * error * std::exp(-l) * derivative_from_output(activation, mean[e]);
    d.log_variance[e] = scale * 0.5 * (1 - error * error * std::exp(-l)) * sigmoid(raw - m);
  }
  return d;
}

// ---- softmax: loss[r] = log Σₖ exp(y[r,k]) − y[r,class]; no class, no loss.

template <class T>
std::vector<T> cross_entropy(size_t classes, const std::vector<T>& y,
                             const std::vector<uint32_t>& chosen) {
  using std::exp, std::log;
  std::vector<T> out(chosen.size(), T(0));
  for (size_t r = 0; r < chosen.size(); ++r) {
    if (chosen[r] >= classes) continue;
    double most = real(y[r * classes]);
    for (size_t k = 0; k < classes; ++k) most = std::max(most, real(y[r * classes + k]));
    T sum(0);
    for (size_t k = 0; k < classes; ++k) sum += exp(y[r * classes + k] - T(most));
    out[r] = log(sum) + T(most) - y[r * classes + chosen[r]];
  }
  return out;
}
inline std::vector<double> cross_entropy_backward(size_t classes, const std::vector<double>& y,
                                                  const std::vector<uint32_t>& chosen,
                                                  double scale) {
  std::vector<double> d(y.size(), 0.0);
  for (size_t r = 0; r < chosen.size(); ++r) {
    if (chosen[r] >= classes) continue;
    const auto row = y.begin() + static_cast<std::ptrdiff_t>(r * classes);
    const double most = *std::max_element(row, row + static_cast<std::ptrdiff_t>(classes));
    double sum = 0;
    for (size_t k = 0; k < classes; ++k) sum += std::exp(y[r * classes + k] - most);
    for (size_t k = 0; k < classes; ++k)
      d[r * classes + k] =
          scale * (std::exp(y[r * classes + k] - most) / sum - (k == chosen[r] ? 1 : 0));
  }
  return d;
}
// ⌊K x⌋, at most K − 1; in float, where the kernels are.
inline uint32_t level_of(float x, uint32_t levels) {
  const float scaled = static_cast<float>(levels) * x;
  return static_cast<uint32_t>(std::clamp(scaled, 0.0f, static_cast<float>(levels - 1)));
}

// ---- penalties on a code h [n, k]

// row[n] = Σⱼ |h|
template <class T>
std::vector<T> sparsity_l1(size_t n, size_t k, const std::vector<T>& h) {
  std::vector<T> out(n, T(0));
  for (size_t e = 0; e < n * k; ++e) out[e / k] += real(h[e]) < 0 ? -h[e] : h[e];
  return out;
}
inline std::vector<double> sparsity_l1_backward(const std::vector<double>& h, Activation activation,
                                                double scale) {
  std::vector<double> d(h.size());
  for (size_t e = 0; e < h.size(); ++e)
    d[e] = scale * (h[e] > 0 ? 1 : h[e] < 0 ? -1 : 0) * derivative_from_output(activation, h[e]);
  return d;
}

// ρ̂ⱼ = 1/n Σₙ h[n,j]
template <class T>
std::vector<T> column_means(size_t n, size_t k, const std::vector<T>& h) {
  std::vector<T> out(k, T(0));
  for (size_t e = 0; e < n * k; ++e) out[e % k] += h[e] / T(static_cast<double>(n));
  return out;
}
template <class T>
T held(T mean) {
  return real(mean) < 1e-6 ? T(1e-6) : real(mean) > 1 - 1e-6 ? T(1 - 1e-6) : mean;
}
// Σⱼ (ρ log(ρ/ρ̂ⱼ) + (1 − ρ) log((1 − ρ)/(1 − ρ̂ⱼ)))
template <class T>
T sparsity_kl(const std::vector<T>& means, double rho) {
  using std::log;
  T sum(0);
  for (const T& mean : means)
    sum += T(rho) * (T(std::log(rho)) - log(held(mean))) +
           T(1 - rho) * (T(std::log(1 - rho)) - log(T(1) - held(mean)));
  return sum;
}
inline std::vector<double> sparsity_kl_backward(size_t k, const std::vector<double>& h,
                                                const std::vector<double>& means,
                                                Activation activation, double scale, double rho) {
  std::vector<double> d(h.size());
  for (size_t e = 0; e < h.size(); ++e) {
    const double mean = held(means[e % k]);
    d[e] = scale * (mean - rho) / (mean * (1 - mean)) * derivative_from_output(activation, h[e]);
  }
  return d;
}

// row[n] = Σⱼ act'(pre[n,j])² Σᵢ W[i,j]², by h = act(pre)
template <class T>
std::vector<T> contraction(size_t n, size_t k, const std::vector<T>& h, const std::vector<T>& w,
                           Activation activation) {
  std::vector<T> norms(k, T(0)), out(n, T(0));
  for (size_t e = 0; e < w.size(); ++e) norms[e % k] += w[e] * w[e];
  for (size_t e = 0; e < n * k; ++e) {
    const T slope = derivative_from_output(activation, h[e]);
    out[e / k] += slope * slope * norms[e % k];
  }
  return out;
}
inline double second_derivative_from_output(Activation activation, double y) {
  const double slope = derivative_from_output(activation, y);
  switch (activation) {
    case Activation::tanh: return -2 * y * slope;
    case Activation::sigmoid: return slope * (1 - 2 * y);
    case Activation::softplus: return slope * (1 - slope);
    default: return 0;
  }
}
inline std::vector<double> contraction_backward_code(size_t k, const std::vector<double>& h,
                                                     const std::vector<double>& norms,
                                                     Activation activation, double scale) {
  std::vector<double> d(h.size());
  for (size_t e = 0; e < h.size(); ++e)
    d[e] = scale * 2 * derivative_from_output(activation, h[e]) *
           second_derivative_from_output(activation, h[e]) * norms[e % k];
  return d;
}
inline std::vector<double> contraction_backward_weights(size_t k, const std::vector<double>& w,
                                                        const std::vector<double>& squared_slopes,
                                                        double scale) {
  std::vector<double> d(w.size());
  for (size_t e = 0; e < w.size(); ++e) d[e] = scale * 2 * squared_slopes[e % k] * w[e];
  return d;
}

}  // namespace reference
