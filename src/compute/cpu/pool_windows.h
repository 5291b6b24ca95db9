// Where a window of a picture's side lies, and which windows a place lies in.
#pragma once
#include <algorithm>
#include <cstdint>

#include "compute/cpu/kernels.h"

namespace hourglass::cpu {

struct Span {
  uint32_t first, last;  // last: one past the end
};

// integers: -, size, stride, padding
struct Windows {
  uint32_t size, stride, padding;

  explicit Windows(const Call& call)
      : size(call.integers[1]), stride(call.integers[2]), padding(call.integers[3]) {}

  // Places of a side that window `o` covers; what is padding it leaves out.
  Span places(uint32_t o, uint32_t side) const {
    const uint32_t start = o * stride, end = start + size;
    return {std::max(start, padding) - padding, std::min(end - padding, side)};
  }
  // Windows, `count` on this side, that cover place `i`.
  Span windows(uint32_t i, uint32_t count) const {
    const uint32_t at = i + padding;
    return {at < size ? 0 : (at - size) / stride + 1, std::min(at / stride + 1, count)};
  }
};

}  // namespace hourglass::cpu
