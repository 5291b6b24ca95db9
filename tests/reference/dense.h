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

// Tied: x [n, o] → y [n, i] through the weights of another layer, which takes i to o.
// y[n,j] = act(b[j] + Σₒ x[n,o] W[j,o]), W the first i rows of parameters [i+1, o]
template <class T>
std::vector<T> dense_tied(Sizes s, const std::vector<T>& x, const std::vector<T>& parameters,
                          const std::vector<T>& bias, Activation activation) {
  std::vector<T> y(s.n * s.i);
  for (size_t n = 0; n < s.n; ++n)
    for (size_t j = 0; j < s.i; ++j) {
      T sum = bias[j];
      for (size_t o = 0; o < s.o; ++o) sum += x[n * s.o + o] * parameters[j * s.o + o];
      y[n * s.i + j] = activate(activation, sum);
    }
  return y;
}

// dW[j,o] = Σₙ dy[n,j] x[n,o], and a row of zeros: the other layer's bias has no part in y
template <class T>
std::vector<T> dense_tied_backward_parameters(Sizes s, const std::vector<T>& x,
                                              const std::vector<T>& dy) {
  std::vector<T> d((s.i + 1) * s.o, T(0));
  for (size_t n = 0; n < s.n; ++n)
    for (size_t j = 0; j < s.i; ++j)
      for (size_t o = 0; o < s.o; ++o) d[j * s.o + o] += dy[n * s.i + j] * x[n * s.o + o];
  return d;
}
// db[j] = Σₙ dy[n,j]
template <class T>
std::vector<T> dense_tied_backward_bias(Sizes s, const std::vector<T>& dy) {
  std::vector<T> d(s.i, T(0));
  for (size_t e = 0; e < dy.size(); ++e) d[e % s.i] += dy[e];
  return d;
}
// dx[n,o] = act'(x[n,o]) Σⱼ dy[n,j] W[j,o]
template <class T>
std::vector<T> dense_tied_backward_input(Sizes s, const std::vector<T>& x,
                                         const std::vector<T>& parameters, const std::vector<T>& dy,
                                         Activation activation_of_x) {
  std::vector<T> dx(s.n * s.o, T(0));
  for (size_t n = 0; n < s.n; ++n)
    for (size_t o = 0; o < s.o; ++o) {
      T sum(0);
      for (size_t j = 0; j < s.i; ++j) sum += dy[n * s.i + j] * parameters[j * s.o + o];
      dx[n * s.o + o] = sum * derivative_from_output(activation_of_x, x[n * s.o + o]);
    }
  return dx;
}

}  // namespace reference
