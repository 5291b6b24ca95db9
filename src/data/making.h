// Making many examples: side by side on threads, each by itself, so that it does not matter how many
// threads there are.
#pragma once
#include <cstdint>
#include <type_traits>

namespace hourglass {

// Where generators begin the examples that they test on: far down the endless row of a seed.
inline constexpr uint32_t test_first = 2'000'000'000;

// make(context, first, last) for parts of [0, count) that together are all of it. What one of them throws is
// thrown when all have ended.
using Make = void (*)(void* context, uint32_t first, uint32_t last);
void make_examples(uint32_t count, Make make, void* context);

template <class Body>
void make_examples(uint32_t count, Body&& body) {
  using Plain = std::remove_reference_t<Body>;
  make_examples(
      count,
      [](void* context, uint32_t first, uint32_t last) {
        (*static_cast<Plain*>(context))(first, last);
      },
      &body);
}

}  // namespace hourglass
