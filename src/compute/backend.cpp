// What every backend shares: a tensor in a buffer of its own, memory copied there, and a read that waits.
#include "compute/backend.h"

#include <utility>

#include "compute/error.h"
#include "compute/state.h"

namespace hourglass {

void write_clock(Backend& backend, Tensor clock, uint64_t seed, uint32_t step) {
  std::vector<uint32_t> words(state::words);
  words[state::step] = step;
  words[state::seed_low] = static_cast<uint32_t>(seed);
  words[state::seed_high] = static_cast<uint32_t>(seed >> 32);
  write(backend, clock, words);
}

Tensor allocate(Backend& backend, Shape shape) {
  if (shape.full_count() > most_words)
    fail("tensor: [{}, {}, {}, {}] is larger than {} words; take a smaller batch or network",
         shape.n, shape.h, shape.w, shape.c, most_words);
  return {backend.allocate(shape.count()), 0, shape};
}

Buffer Backend::adopt(std::shared_ptr<const std::byte> memory, uint64_t size) {
  const Buffer buffer = allocate(static_cast<uint32_t>((size + 3) / 4));
  // Whole words, from aligned offsets: what is left over is written padded.
  const std::span bytes(memory.get(), static_cast<size_t>(size));
  const size_t head = bytes.size() / (4 * tensor_alignment) * (4 * tensor_alignment);
  try {
    write({buffer, 0, {}}, bytes.first(head));
    if (head == bytes.size()) return buffer;
    std::vector<std::byte> tail(bytes.begin() + static_cast<ptrdiff_t>(head), bytes.end());
    tail.resize((tail.size() + 3) / 4 * 4);
    write({buffer, static_cast<uint32_t>(head / 4), {}}, tail);
  } catch (const DeviceLost&) {
    throw;  // it went with the device
  } catch (...) {
    release(buffer);
    throw;
  }
  return buffer;
}

std::vector<float> read_now(Backend& backend, Tensor from) {
  std::vector<float> out;
  bool arrived = false;
  backend.read(from, [&](std::vector<float>&& values) {
    out = std::move(values);
    arrived = true;
  });
  while (!arrived) backend.poll();
  return out;
}

}  // namespace hourglass
