// Making many examples: side by side on threads, each by itself, so that it does not matter how many
// threads there are.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "data/dataset.h"
#include "data/draws.h"

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

// Square grey pictures in classes. draw(Draws&, std::span<uint8_t> picture) fills one, which is black before,
// and gives its label.
template <class Body>
Dataset make_classes(std::string name, uint32_t side, std::vector<std::string> classes,
                     uint32_t first, uint32_t count, uint64_t seed, const Body& draw) {
  const size_t features = size_t{side} * side;
  std::vector<uint8_t> pixels(count * features);
  std::vector<Label> labels(count);
  make_examples(count, [&](uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; ++i) {
      Draws draws(seed, name, first + i);
      labels[i] = draw(draws, std::span(pixels).subspan(i * features, features));
    }
  });
  return {.name = name,
          .example = {1, side, side, 1},
          .count = count,
          .pixels = std::move(pixels),
          .labels = std::move(labels),
          .classes = static_cast<uint32_t>(classes.size()),
          .class_names = std::move(classes)};
}

struct Counts {
  uint32_t train, validation, test;  // examples
};

// Trained on is the beginning of a seed's endless row, for validation what follows, tested on a part far down
// it. make(first, count, seed) gives examples of the row.
template <class Body>
Split split_of_row(const Counts& counts, uint64_t seed, const Body& make) {
  Split split{make(0, counts.train, seed), make(test_first, counts.test, seed)};
  if (counts.validation > 0) split.validation = make(counts.train, counts.validation, seed);
  return split;
}

}  // namespace hourglass
