// Data on the cpu: the data set's own memory, which nobody writes.
#include <doctest/doctest.h>

#include "compute/error.h"
#include "compute/memory.h"
#include "compute/state.h"
#include "data/on_device.h"
#include "data/sources.h"

namespace hourglass {
namespace {

std::vector<float> gathered(Backend& backend, Tensor data, Content numbers, uint32_t n) {
  const Tensor state = allocate(backend, {state::words, 1, 1, 1});
  Shape shape = data.shape;
  shape.n = n;
  const Tensor x = allocate(backend, shape);
  backend.run(backend.prepare({{Kernel::gather,
                                {data, state, x},
                                {data.shape.n, static_cast<uint32_t>(Order::sequential),
                                 static_cast<uint32_t>(numbers)},
                                {}}}),
              1);
  return read_now(backend, x);
}

TEST_CASE("bytes, floats and labels are gathered from where they lie") {
  const auto backend = make_cpu_backend({1, true});
  const Dataset ring = load_dataset("ring", 1).train, rect = load_dataset("rect", 1).train;
  const auto floats = gathered(*backend, on_device(*backend, examples_of(ring)), Content::words, 3);
  CHECK(std::ranges::equal(floats, std::span(ring.values).first(6)));
  const auto bytes = gathered(*backend, on_device(*backend, examples_of(rect)), Content::bytes, 2);
  for (size_t i = 0; i < bytes.size(); ++i)
    CHECK(bytes[i] == static_cast<float>(rect.pixels[i]) * (1.0f / 255.0f));
  const auto labels =
      gathered(*backend, labels_on_device(*backend, examples_of(ring)), Content::words, 5);
  for (uint32_t i = 0; i < 5; ++i) CHECK(std::bit_cast<uint32_t>(labels[i]) == ring.labels[i]);
}

TEST_CASE("adopted memory lives as long as its buffer, and is not written") {
  const auto backend = make_cpu_backend({1, true});
  std::weak_ptr<const std::byte> seen;
  Tensor data;
  {
    Dataset set{"x", {1, 1, 1, 4}, 2, {}, {}, 0};
    set.values = {1, 2, 3, 4, 5, 6, 7, 8};
    const Examples examples = examples_of(set);
    seen = examples.memory;
    data = on_device(*backend, examples);
  }
  CHECK_FALSE(seen.expired());
  CHECK(gathered(*backend, data, Content::words, 2)[7] == 8);
  CHECK_THROWS_WITH_AS(read_now(*backend, data), doctest::Contains("was adopted"), Error);
  CHECK_THROWS_WITH_AS(write(*backend, data, std::vector<float>{1}),
                       doctest::Contains("was adopted"), Error);
  const Tensor state = allocate(*backend, {state::words, 1, 1, 1});
  const Tensor other = allocate(*backend, {2, 1, 1, 4});
  CHECK_THROWS_WITH_AS(backend->prepare({{Kernel::gather,
                                          {other, state, data},
                                          {2, 1, static_cast<uint32_t>(Content::words)},
                                          {}}}),
                       doctest::Contains("was adopted"), Error);
  backend->release(data.buffer);
  CHECK(seen.expired());
}

TEST_CASE("what lies where no float may is copied") {
  const auto backend = make_cpu_backend({1, true});
  const Dataset rect = load_dataset("rect", 1).train;
  Dataset odd = rect;
  odd.example = {1, 1, 1, 7};
  odd = part(odd, 3, 9);  // begins at byte 21
  const auto x = gathered(*backend, on_device(*backend, examples_of(odd)), Content::bytes, 9);
  for (size_t i = 0; i < x.size(); ++i)
    CHECK(x[i] == static_cast<float>(rect.pixels[21 + i]) * (1.0f / 255.0f));
}

TEST_CASE("adopted data cost the cpu nothing, a device their size") {
  CountingBackend cpu(2), gpu(0);
  cpu.adopt({}, 1000);
  gpu.adopt({}, 1000);
  CHECK(cpu.pieces().empty());
  CHECK(gpu.pieces() == std::vector<uint64_t>{1000});
}

}  // namespace
}  // namespace hourglass
