// The slow twins of pooling and of upsampling: forward, then backward.
#pragma once
#include <algorithm>
#include <vector>

#include "compute/tensor.h"
#include "reference/activation.h"

namespace reference {

using hourglass::Shape;

struct Window {
  uint32_t size, stride, padding;
};

inline Shape pooled(const Shape& x, Window k) {
  return {x.n, (x.h + 2 * k.padding - k.size) / k.stride + 1,
          (x.w + 2 * k.padding - k.size) / k.stride + 1, x.c};
}

inline size_t at(const Shape& s, size_t n, size_t i, size_t j, size_t c) {
  return ((n * s.h + i) * s.w + j) * s.c + c;
}

// body(y's element, the elements of x in its window, row by row)
template <class Body>
void for_windows(const Shape& x, Window k, Body&& body) {
  const Shape y = pooled(x, k);
  std::vector<size_t> inside;
  for (size_t n = 0; n < y.n; ++n)
    for (size_t i = 0; i < y.h; ++i)
      for (size_t j = 0; j < y.w; ++j)
        for (size_t c = 0; c < y.c; ++c) {
          inside.clear();
          for (size_t a = i * k.stride; a < i * k.stride + k.size; ++a)
            for (size_t b = j * k.stride; b < j * k.stride + k.size; ++b)
              if (a >= k.padding && a < x.h + k.padding && b >= k.padding && b < x.w + k.padding)
                inside.push_back(at(x, n, a - k.padding, b - k.padding, c));
          body(at(y, n, i, j, c), inside);
        }
}

template <class T>
size_t first_maximum(const std::vector<T>& x, const std::vector<size_t>& elements) {
  return *std::max_element(elements.begin(), elements.end(),
                           [&](size_t a, size_t b) { return real(x[a]) < real(x[b]); });
}

// y[n,i,j,c] = max of x[n, window i, window j, c]
template <class T>
std::vector<T> max_pool(const Shape& s, Window k, const std::vector<T>& x) {
  std::vector<T> y(pooled(s, k).count());
  for_windows(s, k, [&](size_t to, const auto& from) { y[to] = x[first_maximum(x, from)]; });
  return y;
}
// dx[n,a,b,c] = in'(x) Σ of dy[n,i,j,c] over the windows (i, j) whose first maximum lies at (a, b)
template <class T>
std::vector<T> max_pool_backward(const Shape& s, Window k, const std::vector<T>& x,
                                 const std::vector<T>& dy, Activation before) {
  std::vector<T> dx(x.size(), T(0));
  for_windows(s, k, [&](size_t to, const auto& from) { dx[first_maximum(x, from)] += dy[to]; });
  for (size_t e = 0; e < x.size(); ++e) dx[e] *= derivative_from_output(before, x[e]);
  return dx;
}

// y[n,i,j,c] = 1/size² Σ x[n, window i, window j, c]: padding counts, as zeros
template <class T>
std::vector<T> average_pool(const Shape& s, Window k, const std::vector<T>& x) {
  std::vector<T> y(pooled(s, k).count(), T(0));
  for_windows(s, k, [&](size_t to, const auto& from) {
    for (const size_t e : from) y[to] += x[e] / T(k.size * k.size);
  });
  return y;
}
// dx[n,a,b,c] = in'(x) 1/size² Σ of dy[n,i,j,c] over the windows (i, j) that cover (a, b)
template <class T>
std::vector<T> average_pool_backward(const Shape& s, Window k, const std::vector<T>& x,
                                     const std::vector<T>& dy, Activation before) {
  std::vector<T> dx(x.size(), T(0));
  for_windows(s, k, [&](size_t to, const auto& from) {
    for (const size_t e : from) dx[e] += dy[to] / T(k.size * k.size);
  });
  for (size_t e = 0; e < x.size(); ++e) dx[e] *= derivative_from_output(before, x[e]);
  return dx;
}

// y[n,i,j,c] = x[n, ⌊i/f⌋, ⌊j/f⌋, c]
template <class T>
std::vector<T> upsample(const Shape& s, uint32_t f, const std::vector<T>& x) {
  const Shape to{s.n, f * s.h, f * s.w, s.c};
  std::vector<T> y(to.count());
  for (size_t n = 0; n < to.n; ++n)
    for (size_t i = 0; i < to.h; ++i)
      for (size_t j = 0; j < to.w; ++j)
        for (size_t c = 0; c < to.c; ++c) y[at(to, n, i, j, c)] = x[at(s, n, i / f, j / f, c)];
  return y;
}
// dx[n,a,b,c] = in'(x) Σ of dy[n, fa…fa+f−1, fb…fb+f−1, c]
template <class T>
std::vector<T> upsample_backward(const Shape& s, uint32_t f, const std::vector<T>& x,
                                 const std::vector<T>& dy, Activation before) {
  const Shape to{s.n, f * s.h, f * s.w, s.c};
  std::vector<T> dx(x.size(), T(0));
  for (size_t n = 0; n < to.n; ++n)
    for (size_t i = 0; i < to.h; ++i)
      for (size_t j = 0; j < to.w; ++j)
        for (size_t c = 0; c < to.c; ++c) dx[at(s, n, i / f, j / f, c)] += dy[at(to, n, i, j, c)];
  for (size_t e = 0; e < x.size(); ++e) dx[e] *= derivative_from_output(before, x[e]);
  return dx;
}

}  // namespace reference
