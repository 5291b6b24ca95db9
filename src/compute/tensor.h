// Handles to device memory. A handle means the same on a CPU and on a GPU; nobody above a backend
// ever holds a pointer into a tensor.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <limits>

namespace hourglass {

// Batch, height, width, channels; row-major in that order. A dense layer sees [n, h·w·c].
struct Shape {
  uint32_t n = 1, h = 1, w = 1, c = 1;

  constexpr uint32_t features() const { return h * w * c; }
  constexpr uint32_t count() const { return n * features(); }
  // For shapes from outside: count() wraps at 32 bits, this stops at 2⁶⁴ − 1.
  constexpr uint64_t full_count() const {
    constexpr uint64_t most = std::numeric_limits<uint64_t>::max();
    uint64_t product = 1;
    for (const uint32_t side : {n, h, w, c}) {
      if (side == 0) return 0;
      product = product > most / side ? most : product * side;
    }
    return product;
  }
  constexpr bool operator==(const Shape&) const = default;
};

enum class Buffer : uint32_t { none };  // a number, never a pointer

// A view of a buffer. All buffers hold 32-bit words: floats, or integers and packed bytes by their
// bits.
struct Tensor {
  Buffer buffer = Buffer::none;
  uint32_t offset = 0;  // words; a multiple of `tensor_alignment`
  Shape shape{};

  constexpr explicit operator bool() const { return buffer != Buffer::none; }
};

// Padded to 64 words: WebGPU binds at 256-byte offsets.
inline constexpr uint32_t tensor_alignment = 64;

// The largest tensor: offsets and counts are 32-bit, the end of its padding too.
inline constexpr uint32_t most_words = std::numeric_limits<uint32_t>::max() - tensor_alignment;

constexpr uint32_t aligned(uint32_t words) {
  return (words + tensor_alignment - 1) / tensor_alignment * tensor_alignment;
}

}  // namespace hourglass
