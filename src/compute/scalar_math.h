// exp, log, sine and cosine as polynomials, so that musl, glibc and every compiler give the same
// bits. Nothing that reaches a weight goes through libm. Single precision, about 2 ulp.
// The vector twins are in compute/cpu/vector_math.h.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

namespace hourglass::scalar {

inline float square_root(float x) { return std::sqrt(x); }  // exact in IEEE 754

// Cephes expf: x = n ln 2 + r, |r| ≤ ½ ln 2. Saturates outside ±87.
inline float exp(float x) {
  x = x > 87.0f ? 87.0f : (x < -87.0f ? -87.0f : x);
  const float n = std::floor(x * 1.44269504088896341f + 0.5f);
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  if (n != n) return n;  // a NaN is no exponent
  return p * std::bit_cast<float>((static_cast<int32_t>(n) + 127) << 23);
}

// Cephes logf, for normal x > 0.
inline float log(float x) {
  uint32_t bits = std::bit_cast<uint32_t>(x);
  int32_t exponent = static_cast<int32_t>(bits >> 23) - 126;
  float m = std::bit_cast<float>((bits & 0x007FFFFFu) | 0x3F000000u);  // [½, 1)
  if (m < 0.707106781186547524f) {
    --exponent;
    m = m + m;
  }
  m -= 1.0f;
  const float z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  p = p * m * z;
  const float e = static_cast<float>(exponent);
  p = p + e * -2.12194440e-4f;
  p = p - 0.5f * z;
  return (m + p) + e * 0.693359375f;
}

// (sin 2πu, cos 2πu) for u in [0, 1): the quarter turn by integer part, Cephes polynomials within.
inline std::pair<float, float> sine_cosine_turns(float u) {
  const float quarters = std::floor(u * 4.0f + 0.5f);
  const float x = (u - quarters * 0.25f) * 6.28318530717958648f;  // [−π/4, π/4]
  const float z = x * x;
  const float sine =
      ((-1.9515295891e-4f * z + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * x + x;
  const float cosine =
      ((2.443315711809948e-5f * z - 1.388731625493765e-3f) * z + 4.166664568298827e-2f) * z * z -
      0.5f * z + 1.0f;
  switch (static_cast<int32_t>(quarters) & 3) {
    case 0: return {sine, cosine};
    case 1: return {cosine, -sine};
    case 2: return {-sine, -cosine};
    default: return {-cosine, sine};
  }
}

}  // namespace hourglass::scalar
