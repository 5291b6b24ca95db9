// The slow twin of the dense layer: forward, then backward, as the formulas read.
#pragma once
#include <vector>

#include "reference/activation.h"

namespace reference {

struct Sizes {
  size_t n, i, o;
};

// y[n,o] = act(b[o] + Σᵢ x[n,i] W[i,o]), b in the last row of parameters [i+1, o]
template <class T>
std::vector<T> dense_forward(Sizes s, const std::vector<T>& x, const std::vector<T>& parameters,
                             Activation activation) {
  std::vector<T> y(s.n * s.o);
  for (size_t n = 0; n < s.n; ++n)
    for (size_t o = 0; o < s.o; ++o) {
      T sum = parameters[s.i * s.o + o];
      for (size_t i = 0; i < s.i; ++i) sum += x[n * s.i + i] * parameters[i * s.o + o];
      y[n * s.o + o] = activate(activation, sum);
    }
  return y;
}

// dW[i,o] = Σₙ x[n,i] dy[n,o]     db[o] = Σₙ dy[n,o]
template <class T>
std::vector<T> dense_backward_parameters(Sizes s, const std::vector<T>& x,
                                         const std::vector<T>& dy) {
  std::vector<T> d((s.i + 1) * s.o, T(0));
  for (size_t n = 0; n < s.n; ++n)
    for (size_t o = 0; o < s.o; ++o) {
      for (size_t i = 0; i < s.i; ++i) d[i * s.o + o] += x[n * s.i + i] * dy[n * s.o + o];
      d[s.i * s.o + o] += dy[n * s.o + o];
    }
  return d;
}

// dx[n,i] = act'(x[n,i]) Σₒ dy[n,o] W[i,o]
template <class T>
std::vector<T> dense_backward_input(Sizes s, const std::vector<T>& x,
                                    const std::vector<T>& parameters, const std::vector<T>& dy,
                                    Activation activation_of_x) {
  std::vector<T> dx(s.n * s.i, T(0));
  for (size_t n = 0; n < s.n; ++n)
    for (size_t i = 0; i < s.i; ++i) {
      T sum(0);
      for (size_t o = 0; o < s.o; ++o) sum += dy[n * s.o + o] * parameters[i * s.o + o];
      dx[n * s.i + i] = sum * derivative_from_output(activation_of_x, x[n * s.i + i]);
    }
  return dx;
}

}  // namespace reference
