// What every backend shares: a tensor in a buffer of its own, and a read that waits.
#include "compute/backend.h"

#include "compute/error.h"

namespace hourglass {

Tensor allocate(Backend& backend, Shape shape) {
  if (shape.full_count() > most_words)
    fail("tensor: [{}, {}, {}, {}] is larger than {} words; take a smaller batch or network",
         shape.n, shape.h, shape.w, shape.c, most_words);
  return {backend.allocate(shape.count()), 0, shape};
}

std::vector<float> read_now(Backend& backend, Tensor from) {
  std::vector<float> out;
  bool arrived = false;
  backend.read(from, [&](std::span<const float> values) {
    out.assign(values.begin(), values.end());
    arrived = true;
  });
  while (!arrived) backend.poll();
  return out;
}

}  // namespace hourglass
