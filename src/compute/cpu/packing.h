// Copies of matrix parts in the order in which a product reads them: panels of `width` rows (or
// columns), one after another along k, zero-filled to the full width.
// Plain 128-bit work on every instruction set: it is bound by memory.
#if defined(HOURGLASS_CPU_PACKING_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_CPU_PACKING_H_
#undef HOURGLASS_CPU_PACKING_H_
#else
#define HOURGLASS_CPU_PACKING_H_
#endif

#include <cstddef>

#include "compute/cpu/targets.h"

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// One factor of a product as it lies in memory: element (j, k) of the panel direction j and the
// summed direction k.
struct Factor {
  const float* data;
  size_t stride;  // floats from row to row
  bool k_is_row;  // rows run along k: (j, k) lies at k·stride + j; else at j·stride + k
};

// to[k·width + j] = from(first_j + j, first_k + k) for j < valid, 0 up to width.
HWY_INLINE void pack_rows(const Factor& from, size_t first_j, size_t valid, size_t width,
                          size_t first_k, size_t depth, float* HWY_RESTRICT to) {
  const float* HWY_RESTRICT row = from.data + first_k * from.stride + first_j;
  if (valid == width && width % 4 == 0) {
    const hn::CappedTag<float, 4> d4;
    for (size_t k = 0; k < depth; ++k, row += from.stride, to += width)
      for (size_t j = 0; j < width; j += 4) hn::StoreU(hn::LoadU(d4, row + j), d4, to + j);
    return;
  }
  for (size_t k = 0; k < depth; ++k, row += from.stride, to += width) {
    for (size_t j = 0; j < valid; ++j) to[j] = row[j];
    for (size_t j = valid; j < width; ++j) to[j] = 0.0f;
  }
}

// Four rows of four at a time, turned in registers.
HWY_INLINE void pack_columns(const Factor& from, size_t first_j, size_t valid, size_t width,
                             size_t first_k, size_t depth, float* HWY_RESTRICT to) {
  const hn::CappedTag<float, 4> d;
  const hn::Repartition<uint64_t, decltype(d)> d64;
  const size_t stride = from.stride;
  const float* HWY_RESTRICT start = from.data + first_j * stride + first_k;
  size_t j = 0;
  for (; j + 4 <= valid; j += 4) {
    const float* HWY_RESTRICT a = start + j * stride;
    size_t k = 0;
    for (; k + 4 <= depth; k += 4) {
      const auto r0 = hn::LoadU(d, a + k), r1 = hn::LoadU(d, a + stride + k);
      const auto r2 = hn::LoadU(d, a + 2 * stride + k), r3 = hn::LoadU(d, a + 3 * stride + k);
      const auto low01 = hn::BitCast(d64, hn::InterleaveLower(d, r0, r1));
      const auto low23 = hn::BitCast(d64, hn::InterleaveLower(d, r2, r3));
      const auto high01 = hn::BitCast(d64, hn::InterleaveUpper(d, r0, r1));
      const auto high23 = hn::BitCast(d64, hn::InterleaveUpper(d, r2, r3));
      float* HWY_RESTRICT out = to + k * width + j;
      hn::StoreU(hn::BitCast(d, hn::InterleaveLower(d64, low01, low23)), d, out);
      hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(d64, low01, low23)), d, out + width);
      hn::StoreU(hn::BitCast(d, hn::InterleaveLower(d64, high01, high23)), d, out + 2 * width);
      hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(d64, high01, high23)), d, out + 3 * width);
    }
    for (; k < depth; ++k)
      for (size_t row = 0; row < 4; ++row) to[k * width + j + row] = a[row * stride + k];
  }
  for (; j < valid; ++j)
    for (size_t k = 0; k < depth; ++k) to[k * width + j] = start[j * stride + k];
  for (; j < width; ++j)
    for (size_t k = 0; k < depth; ++k) to[k * width + j] = 0.0f;
}

HWY_INLINE void pack(const Factor& from, size_t first_j, size_t valid, size_t width, size_t first_k,
                     size_t depth, float* HWY_RESTRICT to) {
  if (from.k_is_row)
    pack_rows(from, first_j, valid, width, first_k, depth, to);
  else
    pack_columns(from, first_j, valid, width, first_k, depth, to);
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
