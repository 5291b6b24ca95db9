// How fast this processor could multiply and add, and how near the products come to that.
// Wall-clock rates: compare only what one run gives.
#pragma once
#include <cstdint>

#include "compute/backend.h"

namespace hourglass {

// Multiply-adds of one core that never leave its registers, GFLOP/s: with one rounding where the
// processor has it (`fused`), or as a multiply and an add.
double multiply_add_peak(bool fused, double seconds = 0.2);

// A dense layer's product x·W, [n, i]·[i, o], run for about `seconds`: GFLOP/s.
double product_rate(Backend&, uint32_t n, uint32_t i, uint32_t o, double seconds = 0.5);

}  // namespace hourglass
