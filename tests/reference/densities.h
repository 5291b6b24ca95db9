// The slow twins of densities that are known exactly: an affine map, a mixture of Gaussians, couplings.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "reference/activation.h"

namespace reference {

inline const double log_two_pi = std::log(2 * std::numbers::pi);

// W⁻¹ of the first two rows of parameters [3, 2], row by row.
template <class T>
std::array<T, 4> inverse(const std::vector<T>& w) {
  const T determinant = w[0] * w[3] - w[1] * w[2];
  return {w[3] / determinant, -w[1] / determinant, -w[2] / determinant, w[0] / determinant};
}

// u[n] = (x[n] − b) W⁻¹
template <class T>
std::vector<T> affine_inverse(const std::vector<T>& x, const std::vector<T>& w) {
  const auto v = inverse(w);
  std::vector<T> u;
  for (size_t i = 0; i < x.size(); i += 2)
    for (size_t j = 0; j < 2; ++j) u.push_back((x[i] - w[4]) * v[j] + (x[i + 1] - w[5]) * v[2 + j]);
  return u;
}
// log|det W|
template <class T>
T log_determinant(const std::vector<T>& w) {
  using std::log;
  const T determinant = w[0] * w[3] - w[1] * w[2];
  return log(real(determinant) < 0 ? -determinant : determinant);
}
// sums [3, 2] = uᵀ du, and below it Σ du
inline std::vector<double> affine_inverse_backward(const std::vector<double>& sums,
                                                   const std::vector<double>& w, double weight) {
  const auto v = inverse(w);
  std::vector<double> d(6);
  for (size_t i = 0; i < 3; ++i)
    for (size_t o = 0; o < 2; ++o)
      d[2 * i + o] = (i < 2 ? weight * v[2 * o + i] : 0) -
                     (sums[2 * i] * v[2 * o] + sums[2 * i + 1] * v[2 * o + 1]);
  return d;
}

// A component's coefficients: −log(π N(x; μ, Σ)) − log k of the monomials x₀, x₁, x₀², x₀x₁, x₁², 1.
inline std::array<double, 6> energy(double share, std::array<double, 2> mean,
                                    std::array<double, 3> s, size_t k) {
  const double determinant = s[0] * s[2] - s[1] * s[1];
  const double p00 = s[2] / determinant, p01 = -s[1] / determinant, p11 = s[0] / determinant;
  const double squares =
      p00 * mean[0] * mean[0] + 2 * p01 * mean[0] * mean[1] + p11 * mean[1] * mean[1];
  return {-(p00 * mean[0] + p01 * mean[1]),
          -(p01 * mean[0] + p11 * mean[1]),
          p00 / 2,
          p01,
          p11 / 2,
          log_two_pi + std::log(determinant) / 2 + squares / 2 -
              std::log(share * static_cast<double>(k))};
}
// sums [6, k] → energies [6, k]
inline std::vector<double> mixture_update(size_t k, const std::vector<double>& sums, double least) {
  double all = 0;
  for (size_t j = 0; j < k; ++j) all += sums[5 * k + j];
  std::vector<double> out(6 * k);
  for (size_t j = 0; j < k; ++j) {
    const double r = std::max(sums[5 * k + j], 1e-6);
    const std::array<double, 2> mean{sums[j] / r, sums[k + j] / r};
    const double s00 = std::max(sums[2 * k + j] / r - mean[0] * mean[0], 0.0) + least;
    const double s11 = std::max(sums[4 * k + j] / r - mean[1] * mean[1], 0.0) + least;
    const double most = 0.9999 * std::sqrt(s00 * s11);
    const double s01 = std::clamp(sums[3 * k + j] / r - mean[0] * mean[1], -most, most);
    const auto found = energy(r / all, mean, {s00, s01, s11}, k);
    for (size_t i = 0; i < 6; ++i) out[i * k + j] = found[i];
  }
  return out;
}
// Centres far from each other, the first point `first`; then energies of equal round components.
inline std::vector<double> mixture_start(size_t k, const std::vector<double>& x, size_t first) {
  const size_t n = x.size() / 2;
  std::vector<size_t> chosen{first};
  std::vector<double> off(n, 1e300);
  double spread = 0;
  for (size_t j = 0; j < k; ++j) {
    spread = 0;
    for (size_t i = 0; i < n; ++i) {
      const double a = x[2 * i] - x[2 * chosen[j]], b = x[2 * i + 1] - x[2 * chosen[j] + 1];
      off[i] = std::min(off[i], a * a + b * b);
      spread += off[i] / static_cast<double>(n);
    }
    chosen.push_back(static_cast<size_t>(std::ranges::max_element(off) - off.begin()));
  }
  const double variance = std::max(spread / 2, 1e-4);
  std::vector<double> out(6 * k);
  for (size_t j = 0; j < k; ++j) {
    const auto found = energy(1 / static_cast<double>(k), {x[2 * chosen[j]], x[2 * chosen[j] + 1]},
                              {variance, 0, variance}, k);
    for (size_t i = 0; i < 6; ++i) out[i * k + j] = found[i];
  }
  return out;
}

// heads [n, 2h] = (r, t), s = 2 tanh(½ r): y = x eˢ + t of one half, or its inverse
template <class T>
std::vector<T> coupling(size_t h, size_t moved, const std::vector<T>& x,
                        const std::vector<T>& heads, bool back) {
  using std::exp, std::tanh;
  std::vector<T> y = x;
  for (size_t first = 0; first < x.size(); first += 2 * h)
    for (size_t j = 0; j < h; ++j) {
      const T s = T(2) * tanh(T(0.5) * heads[first + j]), t = heads[first + h + j];
      T& here = y[first + moved * h + j];
      here = back ? (here - t) * exp(-s) : here * exp(s) + t;
    }
  return y;
}
// −Σ s of each row
template <class T>
std::vector<T> coupling_volume(size_t h, const std::vector<T>& heads) {
  using std::tanh;
  std::vector<T> out(heads.size() / (2 * h), T(0));
  for (size_t n = 0; n < out.size(); ++n)
    for (size_t j = 0; j < h; ++j) out[n] -= T(2) * tanh(T(0.5) * heads[n * 2 * h + j]);
  return out;
}
struct CouplingGradient {
  std::vector<double> x, heads;
};
// next: [n, h], or nothing
inline CouplingGradient coupling_backward(size_t h, size_t moved, const std::vector<double>& x,
                                          const std::vector<double>& heads,
                                          const std::vector<double>& dy,
                                          const std::vector<double>& next, double scale) {
  CouplingGradient d{dy, heads};
  for (size_t first = 0; first < x.size(); first += 2 * h)
    for (size_t j = 0; j < h; ++j) {
      const size_t at = first + moved * h + j;
      const double g = dy[at] + (next.empty() ? 0 : next[first / 2 + j]);
      const double bent = std::tanh(heads[first + j] / 2), stretch = std::exp(2 * bent);
      d.x[at] = g * stretch;
      d.heads[first + h + j] = g;
      d.heads[first + j] = (g * x[at] * stretch - scale) * (1 - bent * bent);
    }
  return d;
}

}  // namespace reference
