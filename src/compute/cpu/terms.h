// What the terms of the loss agree on: the weight of a gradient, and that it may be added to what
// lies there.
#if defined(HOURGLASS_CPU_TERMS_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_CPU_TERMS_H_
#undef HOURGLASS_CPU_TERMS_H_
#else
#define HOURGLASS_CPU_TERMS_H_
#endif

#include "compute/cpu/kernels.h"
#include "compute/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// numbers[0], times word integers[2] of the state where that is bound.
inline float term_scale(const Call& call, uint32_t state_binding) {
  const float* words = call.data[state_binding];
  return words ? call.numbers[0] * words[call.integers[2]] : call.numbers[0];
}

HWY_INLINE void store_or_add(bool add, V v, float* to, size_t valid) {
  store(add ? hn::Add(load(to, valid), v) : v, to, valid);
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
