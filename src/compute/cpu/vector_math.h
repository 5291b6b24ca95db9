// exp, log, tanh, sigmoid, softplus and the activations on vectors: the vector twins of
// scalar_math.h, coefficient by coefficient (Cephes, Moshier 1992). Compiled once an instruction set.
#if defined(HOURGLASS_CPU_VECTOR_MATH_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_CPU_VECTOR_MATH_H_
#undef HOURGLASS_CPU_VECTOR_MATH_H_
#else
#define HOURGLASS_CPU_VECTOR_MATH_H_
#endif

#include "compute/cpu/targets.h"

#include <hwy/highway.h>
#include "compute/activation.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// a·b + c with two roundings, everywhere the same.
struct Separate {
  template <class T>
  static HWY_INLINE T multiply_add(T a, T b, T c) {
    return hn::Add(hn::Mul(a, b), c);
  }
};

// a·b + c with one rounding where the processor has it.
#if HWY_TARGET == HWY_WASM || HWY_TARGET == HWY_SSE2
using Fused = Separate;
#else
struct Fused {
  template <class T>
  static HWY_INLINE T multiply_add(T a, T b, T c) {
    return hn::MulAdd(a, b, c);
  }
};
#endif

// Horner's rule, highest power first.
template <class A, class T>
HWY_INLINE T horner(T, T value) {
  return value;
}
template <class A, class T, class... Rest>
HWY_INLINE T horner(T x, T value, float next, Rest... rest) {
  const hn::DFromV<T> d;
  return horner<A>(x, A::multiply_add(value, x, hn::Set(d, next)), rest...);
}

template <class A, class T>
HWY_INLINE T exp(T x) {
  const hn::DFromV<T> d;
  const hn::RebindToSigned<decltype(d)> di;
  // The constant first: then a NaN passes through on x86 too.
  x = hn::Min(hn::Set(d, 87.0f), hn::Max(hn::Set(d, -87.0f), x));
  const T n = hn::Floor(A::multiply_add(x, hn::Set(d, 1.44269504088896341f), hn::Set(d, 0.5f)));
  const T r = A::multiply_add(n, hn::Set(d, 2.12194440e-4f),
                              A::multiply_add(n, hn::Set(d, -0.693359375f), x));
  const T p = horner<A>(r, hn::Set(d, 1.9875691500e-4f), 1.3981999507e-3f, 8.3334519073e-3f,
                        4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f);
  const T q = hn::Add(A::multiply_add(p, hn::Mul(r, r), r), hn::Set(d, 1.0f));
  const auto power = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(di, n), hn::Set(di, 127)));
  return hn::Mul(q, hn::BitCast(d, power));
}

// log(1 + m) + e·log 2 for m in [√½ − 1, √2 − 1].
template <class A, class T>
HWY_INLINE T log_near_one(T m, T e) {
  const hn::DFromV<T> d;
  const T z = hn::Mul(m, m);
  T p = horner<A>(m, hn::Set(d, 7.0376836292e-2f), -1.1514610310e-1f, 1.1676998740e-1f,
                  -1.2420140846e-1f, 1.4249322787e-1f, -1.6668057665e-1f, 2.0000714765e-1f,
                  -2.4999993993e-1f, 3.3333331174e-1f);
  p = hn::Mul(hn::Mul(p, m), z);
  p = A::multiply_add(e, hn::Set(d, -2.12194440e-4f), p);
  p = A::multiply_add(hn::Set(d, -0.5f), z, p);
  return A::multiply_add(e, hn::Set(d, 0.693359375f), hn::Add(m, p));
}

// For normal x > 0.
template <class A, class T>
HWY_INLINE T log(T x) {
  const hn::DFromV<T> d;
  const hn::RebindToSigned<decltype(d)> di;
  const auto bits = hn::BitCast(di, x);
  T e = hn::ConvertTo(d, hn::Sub(hn::ShiftRight<23>(bits), hn::Set(di, 126)));
  T m = hn::BitCast(d, hn::Or(hn::And(bits, hn::Set(di, 0x007FFFFF)), hn::Set(di, 0x3F000000)));
  const auto small = hn::Lt(m, hn::Set(d, 0.707106781186547524f));
  e = hn::Sub(e, hn::IfThenElseZero(small, hn::Set(d, 1.0f)));
  m = hn::Add(m, hn::IfThenElseZero(small, m));
  return log_near_one<A>(hn::Sub(m, hn::Set(d, 1.0f)), e);
}

// 1 / (1 + e^−x)
template <class A, class T>
HWY_INLINE T sigmoid(T x) {
  const hn::DFromV<T> d;
  const T one = hn::Set(d, 1.0f);
  return hn::Div(one, hn::Add(one, exp<A>(hn::Neg(x))));
}

// s = sigmoid(x), and its slope s (1 − s) = t / (1 + t)², t = e^−|x|: 1 − s would lose its last bits.
template <class A, class T>
HWY_INLINE T sigmoid(T x, T& slope) {
  const hn::DFromV<T> d;
  const T one = hn::Set(d, 1.0f), t = exp<A>(hn::Neg(hn::Abs(x)));
  const T r = hn::Div(one, hn::Add(one, t)), tr = hn::Mul(t, r);
  slope = hn::Mul(tr, r);
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), tr, r);
}

// log(1 + e^x) = max(x, 0) + log(1 + t), t = e^−|x|
// 1 + t is never formed: it would lose t's last bits.
template <class A, class T>
HWY_INLINE T softplus_from(T x, T t) {
  const hn::DFromV<T> d;
  const T zero = hn::Zero(d), one = hn::Set(d, 1.0f), half = hn::Set(d, 0.5f);
  const auto large = hn::Gt(t, hn::Set(d, 0.41421356f));
  const T m = hn::IfThenElse(large, hn::Mul(hn::Sub(t, one), half), t);
  return hn::Add(hn::Max(zero, x), log_near_one<A>(m, hn::IfThenElseZero(large, one)));
}
template <class A, class T>
HWY_INLINE T softplus(T x) {
  return softplus_from<A>(x, exp<A>(hn::Neg(hn::Abs(x))));
}

// Near 0 a polynomial, elsewhere 1 − 2 / (e^2|x| + 1) with x's sign.
template <class A, class T>
HWY_INLINE T tanh(T x) {
  const hn::DFromV<T> d;
  const T one = hn::Set(d, 1.0f), two = hn::Set(d, 2.0f);
  const T size = hn::Abs(x), z = hn::Mul(x, x);
  const T p = horner<A>(z, hn::Set(d, -5.70498872745e-3f), 2.06390887954e-2f, -5.37397155531e-2f,
                        1.33314422036e-1f, -3.33332819422e-1f);
  const T near = A::multiply_add(hn::Mul(p, z), x, x);
  const T far = hn::Sub(one, hn::Div(two, hn::Add(exp<A>(hn::Add(size, size)), one)));
  return hn::IfThenElse(hn::Lt(size, hn::Set(d, 0.625f)), near, hn::CopySign(far, x));
}

// GELU is ½x (1 + tanh u) = x sigmoid(2u): of x, kept within ±10, where the sigmoid is 0 or 1, this is
// 2u = 2√(2/π)(x + 0.044715 x³).
template <class A, class T>
HWY_INLINE T gelu_argument(T x) {
  const hn::DFromV<T> d;
  const T z = hn::Mul(x, x);
  return hn::Mul(x, A::multiply_add(z, hn::Set(d, 7.1354816272e-2f), hn::Set(d, 1.5957691216f)));
}
template <class T>
HWY_INLINE T gelu_inside(T x) {
  const hn::DFromV<T> d;
  return hn::Min(hn::Set(d, 10.0f), hn::Max(hn::Set(d, -10.0f), x));
}

template <class A, class T>
HWY_INLINE T activate(Activation activation, T x) {
  const hn::DFromV<T> d;
  switch (activation) {
    case Activation::relu: return hn::IfThenZeroElse(hn::Le(x, hn::Zero(d)), x);  // a NaN stays
    case Activation::leaky_relu:
      return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Mul(x, hn::Set(d, 0.01f)));
    case Activation::leaky_relu_fifth:
      return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Mul(x, hn::Set(d, 0.2f)));
    case Activation::tanh: return tanh<A>(x);
    case Activation::sigmoid: return sigmoid<A>(x);
    case Activation::softplus: return softplus<A>(x);
    case Activation::silu: return hn::Mul(hn::Max(hn::Set(d, -87.0f), x), sigmoid<A>(x));
    case Activation::gelu:
      return hn::Mul(hn::Max(hn::Set(d, -10.0f), x), sigmoid<A>(gelu_argument<A>(gelu_inside(x))));
    default: return x;
  }
}

// act'(pre) by y = act(pre), times dy.
template <class A, class T>
HWY_INLINE T back_through(Activation activation, T y, T dy) {
  const hn::DFromV<T> d;
  const T one = hn::Set(d, 1.0f);
  switch (activation) {
    case Activation::relu: return hn::IfThenElseZero(hn::Gt(y, hn::Zero(d)), dy);
    case Activation::leaky_relu:
      return hn::IfThenElse(hn::Gt(y, hn::Zero(d)), dy, hn::Mul(dy, hn::Set(d, 0.01f)));
    case Activation::leaky_relu_fifth:
      return hn::IfThenElse(hn::Gt(y, hn::Zero(d)), dy, hn::Mul(dy, hn::Set(d, 0.2f)));
    case Activation::tanh: return hn::Mul(dy, hn::Sub(one, hn::Mul(y, y)));
    case Activation::sigmoid: return hn::Mul(dy, hn::Mul(y, hn::Sub(one, y)));
    case Activation::softplus: return hn::Mul(dy, hn::Sub(one, exp<A>(hn::Neg(y))));
    default: return dy;
  }
}

// act'(x), times dy: by the input, which every activation has.
template <class A, class T>
HWY_INLINE T back_from_input(Activation activation, T x, T dy) {
  const hn::DFromV<T> d;
  switch (activation) {
    case Activation::silu: {  // s + x s'
      T slope;
      const T s = sigmoid<A>(x, slope);
      const T inside = hn::Min(hn::Set(d, 87.0f), hn::Max(hn::Set(d, -87.0f), x));
      return hn::Mul(dy, A::multiply_add(inside, slope, s));
    }
    case Activation::gelu: {  // s + x s' 2u', s = sigmoid(2u)
      T slope;
      const T inside = gelu_inside(x), z = hn::Mul(inside, inside);
      const T s = sigmoid<A>(gelu_argument<A>(inside), slope);
      const T steep = A::multiply_add(z, hn::Set(d, 2.14064448816e-1f), hn::Set(d, 1.5957691216f));
      return hn::Mul(dy, A::multiply_add(hn::Mul(inside, steep), slope, s));
    }
    default: return back_through<A>(activation, activate<A>(activation, x), dy);
  }
}

// load(i) and store(i) of up to one vector; the last may be part of one. The part goes through the
// same vector instructions as the whole, so its bits are the same.
template <class Body>
HWY_INLINE void for_vectors(size_t count, Body&& body) {
  const size_t lanes = hn::Lanes(D());
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) body(i, lanes);
  if (i < count) body(i, count - i);
}
HWY_INLINE V load(const float* from, size_t valid) {
  const D d;
  return valid == hn::Lanes(d) ? hn::LoadU(d, from) : hn::LoadN(d, from, valid);
}
HWY_INLINE void store(V v, float* to, size_t valid) {
  const D d;
  if (valid == hn::Lanes(d))
    hn::StoreU(v, d, to);
  else
    hn::StoreN(v, d, to, valid);
}

// A sum in 16 virtual lanes and a fixed tree, whatever the width of a vector, so that its bits are.
// term(i, valid) gives the vector of terms i … ; what it gives past `valid` is ignored.
template <class Term>
HWY_INLINE float fixed_sum(size_t count, Term&& term) {
  constexpr size_t virtual_lanes = 16;
  const D d;
  const size_t lanes = hn::Lanes(d);
  constexpr size_t vectors = virtual_lanes / HWY_MAX_LANES_D(D);
  V sums[vectors];
  for (size_t v = 0; v < vectors; ++v) sums[v] = hn::Zero(d);
  size_t i = 0;
  for (; i + virtual_lanes <= count; i += virtual_lanes)
    for (size_t v = 0; v < vectors; ++v) sums[v] = hn::Add(sums[v], term(i + v * lanes, lanes));
  for (size_t v = 0; v < vectors && i < count; ++v, i += lanes) {
    const size_t valid = count - i < lanes ? count - i : lanes;
    sums[v] = hn::Add(sums[v], hn::IfThenElseZero(hn::FirstN(d, valid), term(i, valid)));
  }
  alignas(64) float parts[virtual_lanes];
  for (size_t v = 0; v < vectors; ++v) hn::Store(sums[v], d, parts + v * lanes);
  for (size_t half = virtual_lanes / 2; half > 0; half /= 2)
    for (size_t p = 0; p < half; ++p) parts[p] += parts[p + half];
  return parts[0];
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
