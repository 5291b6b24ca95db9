// Shares rows, or stretches of a long vector, among threads.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "compute/cpu/thread_pool.h"

namespace hourglass::cpu {

// body(row) for every row; `cost` is a row's, in additions or so. Short work stays on the caller:
// waking threads costs microseconds.
template <class Body>
void for_rows(ThreadPool& pool, uint32_t rows, uint32_t cost, Body&& body) {
  constexpr uint32_t part_cost = 32'768;
  const uint32_t part = std::max(1u, part_cost / std::max(1u, cost));
  if (pool.threads() == 1 || rows <= part) {
    for (uint32_t row = 0; row < rows; ++row) body(row);
    return;
  }
  pool.parallel_for((rows + part - 1) / part, [&](uint32_t index, uint32_t) {
    const uint32_t end = std::min(rows, (index + 1) * part);
    for (uint32_t row = index * part; row < end; ++row) body(row);
  });
}

// body(first, count) for stretches of [0, total), each beginning at a 64-byte boundary.
template <class Body>
void for_stretches(ThreadPool& pool, size_t total, Body&& body) {
  constexpr size_t stretch = 16'384;  // floats
  if (pool.threads() == 1 || total <= stretch) {
    body(size_t{0}, total);
    return;
  }
  pool.parallel_for(static_cast<uint32_t>((total + stretch - 1) / stretch),
                    [&](uint32_t index, uint32_t) {
                      const size_t first = index * stretch;
                      body(first, std::min(stretch, total - first));
                    });
}

}  // namespace hourglass::cpu
