// f's gradient by the complex step: ∂f/∂xᵢ = Im f(x + ih eᵢ) / h, with no difference to cancel.
#pragma once
#include <complex>
#include <vector>

namespace gradients {

using Complex = std::complex<double>;
inline constexpr double step = 1e-30;

inline std::vector<Complex> complexes(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

template <class F>
std::vector<double> complex_step(F&& f, const std::vector<double>& x) {
  std::vector<Complex> at = complexes(x);
  std::vector<double> out;
  for (Complex& value : at) {
    const Complex before = value;
    value += Complex(0, step);
    out.push_back(f(at).imag() / step);
    value = before;
  }
  return out;
}

}  // namespace gradients
