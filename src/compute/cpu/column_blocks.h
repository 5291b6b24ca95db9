// How a sum over rows is cut into blocks: by its shape alone, so that it does not depend on threads.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace hourglass::cpu {

inline uint32_t block_rows(uint32_t columns) { return std::max(16u, 16'384u / columns); }
inline uint32_t column_blocks(uint32_t rows, uint32_t columns) {
  return (rows + block_rows(columns) - 1) / block_rows(columns);
}
// Floats that `sums` sums of every column take, and what they are made of.
inline size_t column_workspace(uint32_t rows, uint32_t columns, size_t sums) {
  return (size_t{column_blocks(rows, columns)} + 1) * sums * columns;
}

}  // namespace hourglass::cpu
