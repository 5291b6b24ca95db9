// The matrix products that a launch makes side by side, and the variant of the shader that suits them.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "compute/webgpu/plan.h"

namespace hourglass::webgpu {

// C [rows, columns], a sum of k.
struct Product {
  uint32_t rows, columns, k;
};

// The products of a dispatch, side by side in one launch; the widths of the rows they are read by.
struct Products {
  std::vector<Product> all;
  std::vector<uint32_t> widths;
  uint32_t more_groups = 0;  // beside the products'
};
Products products_of(const Launch&);

// Sets the launch's variant and its workgroups, those it has already counted in.
void size_product(Launch&, const Adapter&, const Variant* forced);

inline constexpr uint32_t most_groups = 65535;  // a side, by default
constexpr uint32_t parts(uint32_t whole, uint32_t part) { return (whole + part - 1) / part; }

}  // namespace hourglass::webgpu
