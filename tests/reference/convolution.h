// The slow twin of convolution and transposed convolution: forward, then backward, as the formulas read.
#pragma once
#include <vector>

#include "reference/activation.h"

namespace reference {

// A convolution's: x [n, h, w, i], the large picture, → y [n, rows, columns, o], the small one. A
// transposed convolution goes the other way: x [n, rows, columns, i] → y [n, h, w, o].
struct ConvolutionSizes {
  size_t n, h, w, rows, columns, i, o, kernel, stride, padding;

  size_t weights() const { return kernel * kernel * i; }  // rows of them
  size_t large_places() const { return n * h * w; }
  size_t small_places() const { return n * rows * columns; }
};

// f(large place, small place, tap) where place (r, q) and tap (a, b) meet inside the large picture:
// y = r s + a − p, x = q s + b − p.
template <class F>
void for_taps(const ConvolutionSizes& s, F&& f) {
  for (size_t n = 0; n < s.n; ++n)
    for (size_t r = 0; r < s.rows; ++r)
      for (size_t q = 0; q < s.columns; ++q)
        for (size_t a = 0; a < s.kernel; ++a)
          for (size_t b = 0; b < s.kernel; ++b) {
            const size_t y = r * s.stride + a, x = q * s.stride + b;
            if (y < s.padding || y - s.padding >= s.h || x < s.padding || x - s.padding >= s.w)
              continue;
            f((n * s.h + y - s.padding) * s.w + x - s.padding, (n * s.rows + r) * s.columns + q,
              a * s.kernel + b);
          }
}

template <class T>
std::vector<T> biases(const ConvolutionSizes& s, size_t places, const std::vector<T>& parameters) {
  std::vector<T> y(places * s.o);
  for (size_t e = 0; e < y.size(); ++e) y[e] = parameters[s.weights() * s.o + e % s.o];
  return y;
}
template <class T>
std::vector<T> activated(std::vector<T> y, Activation activation) {
  for (T& value : y) value = activate(activation, value);
  return y;
}
template <class T>
std::vector<T> through(std::vector<T> dx, const std::vector<T>& x, Activation activation_of_x) {
  for (size_t e = 0; e < dx.size(); ++e) dx[e] *= derivative_from_output(activation_of_x, x[e]);
  return dx;
}
template <class T>
void add_biases(const ConvolutionSizes& s, const std::vector<T>& dy, std::vector<T>& dparameters) {
  for (size_t e = 0; e < dy.size(); ++e) dparameters[s.weights() * s.o + e % s.o] += dy[e];
}

// y[r,q,o] = act(b[o] + Σ x[r s + a − p, q s + b − p, i] W[(a,b,i),o])
template <class T>
std::vector<T> convolution(const ConvolutionSizes& s, const std::vector<T>& x,
                           const std::vector<T>& parameters, Activation activation) {
  auto y = biases(s, s.small_places(), parameters);
  for_taps(s, [&](size_t large, size_t small, size_t tap) {
    for (size_t i = 0; i < s.i; ++i)
      for (size_t o = 0; o < s.o; ++o)
        y[small * s.o + o] += x[large * s.i + i] * parameters[(tap * s.i + i) * s.o + o];
  });
  return activated(std::move(y), activation);
}
template <class T>
std::vector<T> convolution_backward_parameters(const ConvolutionSizes& s, const std::vector<T>& x,
                                               const std::vector<T>& dy) {
  std::vector<T> d((s.weights() + 1) * s.o, T(0));
  for_taps(s, [&](size_t large, size_t small, size_t tap) {
    for (size_t i = 0; i < s.i; ++i)
      for (size_t o = 0; o < s.o; ++o)
        d[(tap * s.i + i) * s.o + o] += x[large * s.i + i] * dy[small * s.o + o];
  });
  add_biases(s, dy, d);
  return d;
}
template <class T>
std::vector<T> convolution_backward_input(const ConvolutionSizes& s, const std::vector<T>& x,
                                          const std::vector<T>& parameters,
                                          const std::vector<T>& dy, Activation activation_of_x) {
  std::vector<T> dx(s.large_places() * s.i, T(0));
  for_taps(s, [&](size_t large, size_t small, size_t tap) {
    for (size_t i = 0; i < s.i; ++i)
      for (size_t o = 0; o < s.o; ++o)
        dx[large * s.i + i] += dy[small * s.o + o] * parameters[(tap * s.i + i) * s.o + o];
  });
  return through(std::move(dx), x, activation_of_x);
}

// y[r s + a − p, q s + b − p, o] = act(b[o] + Σ x[r,q,i] W[(a,b,i),o])
template <class T>
std::vector<T> transposed_convolution(const ConvolutionSizes& s, const std::vector<T>& x,
                                      const std::vector<T>& parameters, Activation activation) {
  auto y = biases(s, s.large_places(), parameters);
  for_taps(s, [&](size_t large, size_t small, size_t tap) {
    for (size_t i = 0; i < s.i; ++i)
      for (size_t o = 0; o < s.o; ++o)
        y[large * s.o + o] += x[small * s.i + i] * parameters[(tap * s.i + i) * s.o + o];
  });
  return activated(std::move(y), activation);
}
template <class T>
std::vector<T> transposed_convolution_backward_parameters(const ConvolutionSizes& s,
                                                          const std::vector<T>& x,
                                                          const std::vector<T>& dy) {
  std::vector<T> d((s.weights() + 1) * s.o, T(0));
  for_taps(s, [&](size_t large, size_t small, size_t tap) {
    for (size_t i = 0; i < s.i; ++i)
      for (size_t o = 0; o < s.o; ++o)
        d[(tap * s.i + i) * s.o + o] += x[small * s.i + i] * dy[large * s.o + o];
  });
  add_biases(s, dy, d);
  return d;
}
template <class T>
std::vector<T> transposed_convolution_backward_input(const ConvolutionSizes& s,
                                                     const std::vector<T>& x,
                                                     const std::vector<T>& parameters,
                                                     const std::vector<T>& dy,
                                                     Activation activation_of_x) {
  std::vector<T> dx(s.small_places() * s.i, T(0));
  for_taps(s, [&](size_t large, size_t small, size_t tap) {
    for (size_t i = 0; i < s.i; ++i)
      for (size_t o = 0; o < s.o; ++o)
        dx[small * s.i + i] += dy[large * s.o + o] * parameters[(tap * s.i + i) * s.o + o];
  });
  return through(std::move(dx), x, activation_of_x);
}

}  // namespace reference
