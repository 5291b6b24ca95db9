// Cases of gather where an example consists of words: floats, or labels.
#include <bit>
#include <format>

#include "compute/random.h"
#include "kernels/cases.h"

namespace cases {

using namespace hourglass;

namespace {

Case words(uint32_t n, uint32_t features, uint32_t count, uint32_t position, Order order,
           bool labels) {
  Case one = start(Kernel::gather,
                   std::format("gather {} of {} examples of {} {} from place {}", n, count,
                               features, labels ? "labels" : "floats", position),
                   {{count, 1, 1, features}, state_shape, {n, 1, 1, features}});
  // Labels as floats would be next to nothing: a device may not round them to 0.
  one.before[0] = words_of(random_floats(size_t{count} * features, 32, -1e6f, 1e6f));
  if (labels)
    for (size_t i = 0; i < one.before[0].size(); ++i)
      one.before[0][i] = static_cast<uint32_t>(i * 7 % 1000);
  const uint64_t seed = 0xFEDCBA9876543210ull;
  one.before[1] = state_words(77, 5, position, seed);
  one.dispatch.integers = {count, static_cast<uint32_t>(order),
                           static_cast<uint32_t>(Content::words)};
  std::vector<uint32_t> x;
  for (uint32_t r = 0; r < n; ++r) {
    const uint32_t place = (position + r) % count, epoch = 5 + (position + r) / count;
    const uint32_t e = order == Order::shuffled ? shuffled(place, count, seed, epoch) : place;
    for (uint32_t i = 0; i < features; ++i) x.push_back(one.before[0][e * features + i]);
  }
  one.after.push_back({2, {}, {}, x});
  return one;
}

// Labels of a byte each, whose memory is as that of pictures.
Case byte_labels(uint32_t n, uint32_t features, uint32_t count, uint32_t position) {
  Case one =
      start(Kernel::gather,
            std::format("gather {} of {} examples of {} labels of a byte", n, count, features),
            {{count, 1, 1, features}, state_shape, {n, 1, 1, features}});
  one.before[0].resize((size_t{count} * features + 3) / 4);
  const auto label = [](size_t i) { return static_cast<uint32_t>(i * 7 % 251); };
  for (size_t i = 0; i < size_t{count} * features; ++i)
    one.before[0][i / 4] |= label(i) << (8 * (i % 4));
  const uint64_t seed = 0xFEDCBA9876543210ull;
  one.before[1] = state_words(77, 5, position, seed);
  one.dispatch.integers = {count, static_cast<uint32_t>(Order::shuffled),
                           static_cast<uint32_t>(Content::byte_labels)};
  std::vector<uint32_t> x;
  for (uint32_t r = 0; r < n; ++r) {
    const uint32_t e = shuffled((position + r) % count, count, seed, 5 + (position + r) / count);
    for (uint32_t i = 0; i < features; ++i) x.push_back(label(size_t{e} * features + i));
  }
  one.after.push_back({2, {}, {}, x});
  return one;
}

}  // namespace

void add_byte_labels(std::vector<Case>& to) {
  for (const uint32_t features : {1u, 63u, 64u, 65u, 784u})
    to.push_back(byte_labels(17, features, 23, 11));
}

std::vector<Case> words_gathered() {
  std::vector<Case> out;
  for (const uint32_t features : {1u, 2u, 63u, 64u, 65u, 787u})
    for (const bool labels : {false, true})
      out.push_back(words(65, features, 101, 90, Order::shuffled, labels));
  out.push_back(words(7, 13, 5, 3, Order::sequential, false));
  out.push_back(words(1, 1, 1, 0, Order::shuffled, true));
  return out;
}

}  // namespace cases
