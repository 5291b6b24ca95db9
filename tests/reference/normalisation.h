// The slow twins of batch and layer normalisation: x is [r, c], x̂ = (x − mean)/σ.
#pragma once
#include <cmath>
#include <vector>

#include "reference/activation.h"

namespace reference {

// The sums that a number's mean and variance are of: those of its column, or of its row.
enum class Along { columns, rows };

template <class T>
struct Moments {
  std::vector<T> mean, variance;
};

template <class T>
Moments<T> moments(Along along, size_t r, size_t c, const std::vector<T>& x) {
  const size_t sets = along == Along::columns ? c : r;
  const auto set = [&](size_t e) { return along == Along::columns ? e % c : e / c; };
  const T each(static_cast<double>(sets) / static_cast<double>(r * c));
  Moments<T> m{std::vector<T>(sets, T(0)), std::vector<T>(sets, T(0))};
  for (size_t e = 0; e < r * c; ++e) m.mean[set(e)] += x[e] * each;
  for (size_t e = 0; e < r * c; ++e) {
    const T off = x[e] - m.mean[set(e)];
    m.variance[set(e)] += off * off * each;
  }
  return m;
}

// y = act(γ[c] (x − mean) / √(variance + ε) + β[c])
template <class T>
std::vector<T> normalise(Along along, size_t r, size_t c, const std::vector<T>& x,
                         const std::vector<T>& parameters, const Moments<T>& m, double epsilon,
                         Activation activation) {
  using std::sqrt;
  std::vector<T> y(r * c);
  for (size_t e = 0; e < r * c; ++e) {
    const size_t set = along == Along::columns ? e % c : e / c;
    const T normal = (x[e] - m.mean[set]) / sqrt(m.variance[set] + T(epsilon));
    y[e] = activate(activation, parameters[e % c] * normal + parameters[c + e % c]);
  }
  return y;
}

// dγ[c] = Σ dy[·,c] x̂[·,c]     dβ[c] = Σ dy[·,c]
template <class T>
std::vector<T> normalise_backward_parameters(Along along, size_t r, size_t c,
                                             const std::vector<T>& x, const std::vector<T>& dy,
                                             double epsilon) {
  using std::sqrt;
  const Moments<T> m = moments(along, r, c, x);
  std::vector<T> d(2 * c, T(0));
  for (size_t e = 0; e < r * c; ++e) {
    const size_t set = along == Along::columns ? e % c : e / c;
    d[e % c] += dy[e] * (x[e] - m.mean[set]) / sqrt(m.variance[set] + T(epsilon));
    d[c + e % c] += dy[e];
  }
  return d;
}

// dx = in'(x) 1/σ (g − mean of g − x̂ mean of g x̂), g = γ[c] dy, the means over x's set
template <class T>
std::vector<T> normalise_backward_input(Along along, size_t r, size_t c, const std::vector<T>& x,
                                        const std::vector<T>& parameters, const std::vector<T>& dy,
                                        double epsilon, Activation before) {
  using std::sqrt;
  const Moments<T> m = moments(along, r, c, x);
  const size_t sets = m.mean.size();
  const double each = static_cast<double>(sets) / static_cast<double>(r * c);
  std::vector<T> level(sets, T(0)), slope(sets, T(0)), dx(r * c);
  const auto set = [&](size_t e) { return along == Along::columns ? e % c : e / c; };
  const auto normal = [&](size_t e) {
    return (x[e] - m.mean[set(e)]) / sqrt(m.variance[set(e)] + T(epsilon));
  };
  for (size_t e = 0; e < r * c; ++e) {
    level[set(e)] += parameters[e % c] * dy[e] * T(each);
    slope[set(e)] += parameters[e % c] * dy[e] * normal(e) * T(each);
  }
  for (size_t e = 0; e < r * c; ++e)
    dx[e] = derivative_from_output(before, x[e]) / sqrt(m.variance[set(e)] + T(epsilon)) *
            (parameters[e % c] * dy[e] - level[set(e)] - normal(e) * slope[set(e)]);
  return dx;
}

}  // namespace reference
