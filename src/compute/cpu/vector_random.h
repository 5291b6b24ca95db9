// compute/random.h for many blocks at a time, word for word and bit for bit: a lane is a block.
#if defined(HOURGLASS_CPU_VECTOR_RANDOM_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_CPU_VECTOR_RANDOM_H_
#undef HOURGLASS_CPU_VECTOR_RANDOM_H_
#else
#define HOURGLASS_CPU_VECTOR_RANDOM_H_
#endif

#include "compute/cpu/vector_math.h"
#include "compute/random.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

using DU = hn::Rebind<uint32_t, D>;
using VU = hn::Vec<DU>;

// Whose words: random_words(seed, stream, step, ·, index).
struct Draw {
  uint64_t seed;
  Stream stream;
  uint32_t step, index;
};

HWY_INLINE VU multiply_high(VU a, VU b) {
  const DU d;
  const VU even = hn::BitCast(d, hn::ShiftRight<32>(hn::MulEven(a, b)));
  const VU odd = hn::BitCast(d, hn::MulOdd(a, b));  // its upper half is where it belongs
  return hn::OddEven(odd, even);
}

// The four words of blocks first, first + 1, …, a lane each.
HWY_INLINE void random_words(const Draw& draw, uint32_t first, VU& w0, VU& w1, VU& w2, VU& w3) {
  const DU d;
  w0 = hn::Add(hn::Set(d, first), hn::Iota(d, 0));
  w1 = hn::Set(d, draw.step);
  w2 = hn::Set(d, static_cast<uint32_t>(draw.stream));
  w3 = hn::Set(d, draw.index);
  auto key0 = static_cast<uint32_t>(draw.seed), key1 = static_cast<uint32_t>(draw.seed >> 32);
  const VU m0 = hn::Set(d, 0xD2511F53u), m1 = hn::Set(d, 0xCD9E8D57u);
  for (int round = 0; round < 10; ++round) {
    const VU high0 = multiply_high(w0, m0), low0 = hn::Mul(w0, m0);
    const VU high1 = multiply_high(w2, m1), low1 = hn::Mul(w2, m1);
    w0 = hn::Xor(hn::Xor(high1, w1), hn::Set(d, key0));
    w1 = low1;
    w2 = hn::Xor(hn::Xor(high0, w3), hn::Set(d, key1));
    w3 = low0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

// In (0, 1), never an end.
HWY_INLINE V uniform(VU word) {
  const D d;
  const hn::Rebind<int32_t, D> di;
  const V whole = hn::ConvertTo(d, hn::BitCast(di, hn::ShiftRight<9>(word)));
  return hn::Mul(hn::Add(whole, hn::Set(d, 0.5f)), hn::Set(d, 1.0f / 8388608.0f));
}

// (sin 2πu, cos 2πu) for u in [0, 1), as scalar_math.h has it.
HWY_INLINE void sine_cosine_turns(V u, V& sine, V& cosine) {
  const D d;
  const hn::Rebind<int32_t, D> di;
  const V quarters = hn::Floor(hn::Add(hn::Mul(u, hn::Set(d, 4.0f)), hn::Set(d, 0.5f)));
  const V x =
      hn::Mul(hn::Sub(u, hn::Mul(quarters, hn::Set(d, 0.25f))), hn::Set(d, 6.28318530717958648f));
  const V z = hn::Mul(x, x);
  const V s =
      horner<Separate>(z, hn::Set(d, -1.9515295891e-4f), 8.3321608736e-3f, -1.6666654611e-1f);
  const V c = horner<Separate>(z, hn::Set(d, 2.443315711809948e-5f), -1.388731625493765e-3f,
                               4.166664568298827e-2f);
  const V near_sine = hn::Add(hn::Mul(hn::Mul(s, z), x), x);
  const V near_cosine =
      hn::Add(hn::Sub(hn::Mul(hn::Mul(c, z), z), hn::Mul(hn::Set(d, 0.5f), z)), hn::Set(d, 1.0f));
  const auto quarter = hn::ConvertTo(di, quarters);
  const auto one = hn::Set(di, 1), two = hn::Set(di, 2);
  const auto turned = hn::RebindMask(d, hn::Ne(hn::And(quarter, one), hn::Zero(di)));
  const auto sine_sign = hn::BitCast(d, hn::ShiftLeft<30>(hn::And(quarter, two)));
  const auto cosine_sign = hn::BitCast(d, hn::ShiftLeft<30>(hn::And(hn::Add(quarter, one), two)));
  sine = hn::Xor(hn::IfThenElse(turned, near_cosine, near_sine), sine_sign);
  cosine = hn::Xor(hn::IfThenElse(turned, near_sine, near_cosine), cosine_sign);
}

// Two standard normals of two words by Box and Muller.
HWY_INLINE void normals(VU word0, VU word1, V& first, V& second) {
  const V r = hn::Sqrt(hn::Mul(hn::Set(D(), -2.0f), log<Separate>(uniform(word0))));
  V sine, cosine;
  sine_cosine_turns(uniform(word1), sine, cosine);
  first = hn::Mul(r, cosine);
  second = hn::Mul(r, sine);
}

// Of the elements of 64 blocks in their order: 256 uniforms, or 256 normals.
constexpr uint32_t drawn_together = 256;
HWY_INLINE void draw_uniforms(const Draw& draw, uint32_t first_block, float* to) {
  const D d;
  for (uint32_t b = 0; b < drawn_together / 4; b += static_cast<uint32_t>(hn::Lanes(d))) {
    VU w0, w1, w2, w3;
    random_words(draw, first_block + b, w0, w1, w2, w3);
    hn::StoreInterleaved4(uniform(w0), uniform(w1), uniform(w2), uniform(w3), d, to + 4 * b);
  }
}
HWY_INLINE void draw_normals(const Draw& draw, uint32_t first_block, float* to) {
  const D d;
  for (uint32_t b = 0; b < drawn_together / 4; b += static_cast<uint32_t>(hn::Lanes(d))) {
    VU w0, w1, w2, w3;
    random_words(draw, first_block + b, w0, w1, w2, w3);
    V n0, n1, n2, n3;
    normals(w0, w1, n0, n1);
    normals(w2, w3, n2, n3);
    hn::StoreInterleaved4(n0, n1, n2, n3, d, to + 4 * b);
  }
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
