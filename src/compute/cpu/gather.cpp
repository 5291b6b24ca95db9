// A batch out of the data set: bytes become floats in [0, 1]; floats and labels stay what they are.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/gather.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include <bit>
#include <cstring>

#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/vector_math.h"
#include "compute/random.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// x[n,i] = data[e(n), i] / 255 of bytes, data[e(n), i] of words and of labels
// e(n) = shuffle of the p-th place in its epoch, p = position + ahead + n; in order: p mod count
void gather(const Call& call, const Machine& machine) {
  const float* words = call.data[1];
  float* x = call.data[2];
  const uint32_t features = call.shapes[2].features(), count = call.integers[0];
  const bool shuffle = static_cast<Order>(call.integers[1]) == Order::shuffled;
  const auto content = static_cast<Content>(call.integers[2]);
  const uint64_t seed = load_seed(words);
  const uint32_t position = load_integer(words, state::position) + call.integers[3];
  const uint32_t epoch = load_integer(words, state::epoch);

  for_rows(machine.pool, call.shapes[2].n, 2000 + features, [&](uint32_t n) HWY_ATTR {
    const uint32_t place = (position + n) % count, later = (position + n) / count;
    const uint32_t example = shuffle ? shuffled(place, count, seed, epoch + later) : place;
    float* to = x + size_t{n} * features;
    if (content == Content::words) {
      std::memcpy(to, call.data[0] + size_t{example} * features, size_t{features} * 4);
      return;
    }
    const uint8_t* from =
        reinterpret_cast<const uint8_t*>(call.data[0]) + size_t{example} * features;
    if (content == Content::byte_labels) {
      for (uint32_t i = 0; i < features; ++i) to[i] = std::bit_cast<float>(uint32_t{from[i]});
      return;
    }
    const D d;
    const hn::Rebind<int32_t, D> di;
    const hn::Rebind<uint8_t, D> du;
    const V scale = hn::Set(d, 1.0f / 255.0f);
    const size_t lanes = hn::Lanes(d);
    size_t i = 0;
    for (; i + lanes <= features; i += lanes) {
      const auto wide = hn::PromoteTo(di, hn::LoadU(du, from + i));
      hn::StoreU(hn::Mul(hn::ConvertTo(d, wide), scale), d, to + i);
    }
    for (; i < features; ++i) to[i] = static_cast<float>(from[i]) * (1.0f / 255.0f);
  });
}

void add_gather_here(Functions& to) { to[Kernel::gather] = {gather, gather}; }

Simd simd_here() {
#if HWY_TARGET == HWY_AVX3
  const char* name = "AVX-512";
#elif HWY_TARGET == HWY_AVX2
  const char* name = "AVX2";
#elif HWY_TARGET == HWY_SSE2
  const char* name = "SSE2";
#elif HWY_TARGET == HWY_WASM
  const char* name = "WASM simd128";
#else
  const char* name = hwy::TargetName(HWY_TARGET);
#endif
  return {name, static_cast<uint32_t>(hn::Lanes(D()))};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_gather_here);
HWY_EXPORT(simd_here);
void add_gather(Functions& to) { HWY_DYNAMIC_DISPATCH(add_gather_here)(to); }
Simd simd() { return HWY_DYNAMIC_DISPATCH(simd_here)(); }
}  // namespace hourglass::cpu
#endif
