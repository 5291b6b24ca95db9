// Sizes of blocks and of the workspace of products, the same for every instruction set.
#pragma once
#include <cstddef>
#include <cstdint>

namespace hourglass::cpu {

constexpr size_t most_tile_rows = 12;
constexpr size_t most_tile_columns = 32;

// A panel of B, 256 × 32 floats = 32 KiB, stays in the first-level cache; a block of A,
// 480 × 256 floats = 480 KiB, in the second.
constexpr size_t k_block = 256;
constexpr size_t row_block = 480;  // divisible by every tile's rows

constexpr size_t divide_up(size_t a, size_t b) { return (a + b - 1) / b; }
constexpr size_t round_up(size_t a, size_t b) { return divide_up(a, b) * b; }

// Every panel starts at a 64-byte boundary.
constexpr size_t panel_floats = k_block * most_tile_columns;
constexpr size_t packed_a_floats(size_t m, size_t k) {
  return round_up(round_up(m, most_tile_rows) * k, 16);
}
constexpr size_t product_workspace(size_t m, size_t k, size_t threads) {
  return packed_a_floats(m, k) + threads * panel_floats;
}

// Whether a product is so small that waking threads costs more than it: fewer than 200,000
// multiply-adds. Not in size_t, in whose 32 bits under WASM m·n·k of a large product may be small; and
// not at once, lest 64 bits be too few.
constexpr bool small_product(uint64_t m, uint64_t n, uint64_t k) {
  constexpr uint64_t few = 200'000;
  return m * n < few && m * n * k < few;
}

}  // namespace hourglass::cpu
