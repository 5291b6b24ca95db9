// Which products are worth waking threads for. Its numbers pass 2³²: that is where WASM's size_t ends.
#include "compute/cpu/product_sizes.h"

#include <doctest/doctest.h>

using hourglass::cpu::small_product;

TEST_CASE("a large product is never taken for a small one, where size_t has 32 bits either") {
  CHECK(small_product(1, 1, 1));
  CHECK(small_product(2, 784, 100));
  CHECK_FALSE(small_product(128, 784, 400));
  CHECK_FALSE(small_product(1024, 2048, 2048));              // 2³²: 0 in 32 bits
  CHECK_FALSE(small_product(65536, 65536, 1));               // m·n is 2³²
  CHECK_FALSE(small_product(1u << 31, 1u << 31, 1u << 31));  // 2⁹³
}
