// The slow twin of the activations, for any number type: double, or complex for the complex step
// (Squire and Trapp 1998; Martins et al. 2003), where an analytic f gives f'(x) = Im f(x + ih) / h.
#pragma once
#include <cmath>
#include <complex>

#include "compute/activation.h"

namespace reference {

using hourglass::Activation;

inline double real(double x) { return x; }
inline double real(const std::complex<double>& x) { return x.real(); }

template <class T>
T sigmoid(T x) {
  using std::exp;
  return real(x) >= 0 ? T(1) / (T(1) + exp(-x)) : exp(x) / (T(1) + exp(x));
}

// log(1 + t): std::log1p knows no complex numbers, where t's imaginary part is infinitesimal.
inline double log_one_plus(double t) { return std::log1p(t); }
inline std::complex<double> log_one_plus(const std::complex<double>& t) {
  return {std::log1p(t.real()), std::atan2(t.imag(), 1.0 + t.real())};
}

template <class T>
T softplus(T x) {
  using std::exp;
  return real(x) > 0 ? x + log_one_plus(exp(-x)) : log_one_plus(exp(x));
}

// GELU's ½x (1 + tanh u) is x sigmoid(2u), and loses nothing so where tanh u is near −1.
template <class T>
T gelu_sigmoid(T x) {
  const double root = std::sqrt(2 / 3.14159265358979323846);
  return sigmoid(T(2 * root) * (x + T(0.044715) * x * x * x));
}

template <class T>
T activate(Activation activation, T x) {
  using std::tanh;
  switch (activation) {
    case Activation::relu: return real(x) > 0 ? x : T(0);
    case Activation::leaky_relu: return real(x) > 0 ? x : x * T(static_cast<double>(0.01f));
    case Activation::leaky_relu_fifth: return real(x) > 0 ? x : x * T(static_cast<double>(0.2f));
    case Activation::tanh: return tanh(x);
    case Activation::sigmoid: return sigmoid(x);
    case Activation::softplus: return softplus(x);
    case Activation::silu: return x * sigmoid(x);
    case Activation::gelu: return x * gelu_sigmoid(x);
    default: return x;
  }
}

// act'(pre) by y = act(pre)
template <class T>
T derivative_from_output(Activation activation, T y) {
  using std::exp;
  switch (activation) {
    case Activation::relu: return T(real(y) > 0 ? 1 : 0);
    case Activation::leaky_relu: return T(real(y) > 0 ? 1 : static_cast<double>(0.01f));
    case Activation::leaky_relu_fifth: return T(real(y) > 0 ? 1 : static_cast<double>(0.2f));
    case Activation::tanh: return T(1) - y * y;
    case Activation::sigmoid: return y * (T(1) - y);
    case Activation::softplus: return T(1) - exp(-y);
    default: return T(1);
  }
}

// act'(x), which every activation has
template <class T>
T derivative(Activation activation, T x) {
  switch (activation) {
    case Activation::silu: return sigmoid(x) * (T(1) + x * sigmoid(-x));
    case Activation::gelu: {
      const double root = std::sqrt(2 / 3.14159265358979323846);
      const T s = gelu_sigmoid(x), steep = T(2 * root) * (T(1) + T(3 * 0.044715) * x * x);
      return s + x * s * gelu_sigmoid(-x) * steep;
    }
    default: return derivative_from_output(activation, activate(activation, x));
  }
}

}  // namespace reference
