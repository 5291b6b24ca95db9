// The slow twins of the losses: value, then gradient.
#pragma once
#include <vector>

#include "reference/activation.h"

namespace reference {

// loss[n] = Σⱼ (softplus(y) − x y)
template <class T>
std::vector<T> loss_bernoulli(size_t n, size_t d, const std::vector<T>& y,
                              const std::vector<T>& x) {
  std::vector<T> out(n, T(0));
  for (size_t e = 0; e < n * d; ++e) out[e / d] += softplus(y[e]) - x[e] * y[e];
  return out;
}
// dy = s (sigmoid(y) − x)
template <class T>
std::vector<T> loss_bernoulli_backward(const std::vector<T>& y, const std::vector<T>& x, T scale) {
  std::vector<T> dy(y.size());
  for (size_t e = 0; e < y.size(); ++e) dy[e] = scale * (sigmoid(y[e]) - x[e]);
  return dy;
}

// loss[n] = w Σⱼ (y − x)² + c
template <class T>
std::vector<T> loss_squared(size_t n, size_t d, const std::vector<T>& y, const std::vector<T>& x,
                            T weight, T constant) {
  std::vector<T> out(n, constant);
  for (size_t e = 0; e < n * d; ++e) out[e / d] += weight * (y[e] - x[e]) * (y[e] - x[e]);
  return out;
}
// dy = s 2w (y − x) act'(y)
template <class T>
std::vector<T> loss_squared_backward(const std::vector<T>& y, const std::vector<T>& x,
                                     Activation activation, T scale, T weight) {
  std::vector<T> dy(y.size());
  for (size_t e = 0; e < y.size(); ++e)
    dy[e] = scale * T(2) * weight * (y[e] - x[e]) * derivative_from_output(activation, y[e]);
  return dy;
}

}  // namespace reference
