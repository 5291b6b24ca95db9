// Whole programs on the cpu backend: thread counts, repeated steps, what the contract promises.
#include <doctest/doctest.h>

#include <bit>

#include "compute/error.h"
#include "compute/state.h"
#include "kernels/cases.h"
#include "programs/network.h"

using namespace hourglass;

namespace {

std::vector<uint32_t> trained(const CpuOptions& options, uint32_t calls, uint32_t steps) {
  const auto backend = make_cpu_backend(options);
  programs::Network net(*backend, 64, 131, 97, 5, Activation::relu);
  for (uint32_t call = 0; call < calls; ++call) backend->run(net.program, steps);
  return cases::words_of(read_now(*backend, net.parameters));
}

}  // namespace

TEST_CASE("a trained network's bits do not depend on the number of threads") {
  for (const bool reproducible : {false, true}) {
    const auto one = trained({1, reproducible}, 1, 12);
    for (const uint32_t threads : {2u, 3u, 7u})
      CHECK(trained({threads, reproducible}, 1, 12) == one);
  }
}

TEST_CASE("twelve steps are twelve steps, however they are asked for") {
  CHECK(trained({1, true}, 1, 12) == trained({1, true}, 4, 3));
}

TEST_CASE("training lowers the loss, and the state and the ring tell of it") {
  const auto backend = make_cpu_backend({2, false});
  programs::Network net(*backend, 32, 64, 48, 4, Activation::tanh);
  backend->run(net.program, 60);
  const auto ring = read_now(*backend, net.ring);
  CHECK(ring[59 * 2] < 0.97f * ring[0]);
  CHECK(ring[59 * 2 + 1] > 0.0f);
  CHECK(ring[60 * 2] == 0.0f);
  const auto state = cases::words_of(read_now(*backend, net.clock));
  CHECK(state[state::step] == 60);
  CHECK(state[state::epoch] == 60 * 32 / net.count);
  CHECK(state[state::position] == 60 * 32 % net.count);
}

TEST_CASE("the padding between tensors of an arena stays zero") {
  const auto backend = make_cpu_backend({2, false});
  programs::Network net(*backend, 8, 13, 7, 3, Activation::relu);
  backend->run(net.program, 10);
  for (const Tensor& arena : {net.parameters, net.gradients, net.first, net.second}) {
    const auto values = read_now(*backend, arena);
    for (size_t layer = 0; layer < 4; ++layer) {
      const uint32_t end = layer == 3 ? arena.shape.count() : net.offsets[layer + 1];
      for (uint32_t i = net.offsets[layer] + (net.sizes[layer][0] + 1) * net.sizes[layer][1];
           i < end; ++i)
        CHECK(values[i] == 0.0f);
    }
  }
}

TEST_CASE("buffers start as zeros, also where an old one's place is taken") {
  const auto backend = make_cpu_backend({1, false});
  const Tensor a = allocate(*backend, {3, 1, 1, 5});
  write(*backend, a, std::vector<float>(15, 2.0f));
  backend->release(a.buffer);
  const Tensor b = allocate(*backend, {3, 1, 1, 5});
  CHECK(b.buffer == a.buffer);
  CHECK(read_now(*backend, b) == std::vector<float>(15, 0.0f));
}

TEST_CASE("a read arrives in a later poll, with the values of when it was asked for") {
  const auto backend = make_cpu_backend({1, false});
  const Tensor a = allocate(*backend, {1, 1, 1, 2});
  write(*backend, a, std::vector<float>{1, 2});
  std::vector<float> got;
  backend->read(a,
                [&](std::span<const float> values) { got.assign(values.begin(), values.end()); });
  write(*backend, a, std::vector<float>{3, 4});
  CHECK(got.empty());
  backend->poll();
  CHECK(got == std::vector<float>{1, 2});
}

TEST_CASE("handles that were released are refused") {
  const auto backend = make_cpu_backend({1, false});
  programs::Network net(*backend, 2, 3, 4, 2, Activation::relu);
  backend->release(net.x.buffer);
  CHECK_THROWS_AS(backend->run(net.program, 1), Error);
  CHECK_THROWS_AS(read_now(*backend, net.x), Error);
  CHECK_THROWS_AS(backend->release(net.x.buffer), Error);
  backend->release(net.program);
  CHECK_THROWS_AS(backend->run(net.program, 1), Error);
  CHECK_THROWS_AS(backend->release(Buffer::none), Error);
}

TEST_CASE("writes and reads past a buffer's end are refused") {
  const auto backend = make_cpu_backend({1, false});
  const Tensor a = allocate(*backend, {1, 1, 1, 70});
  CHECK_THROWS_AS(write(*backend, a, std::vector<float>(71)), Error);
  CHECK_THROWS_AS(write(*backend, {a.buffer, 64, {1, 1, 1, 6}}, std::vector<float>(7)), Error);
  CHECK_THROWS_AS(read_now(*backend, {a.buffer, 64, {1, 1, 1, 7}}), Error);
  CHECK_NOTHROW(read_now(*backend, {a.buffer, 64, {1, 1, 1, 6}}));
}

TEST_CASE("the backend says what it is") {
  const BackendInfo info = make_cpu_backend({2, true})->info();
  CHECK(info.name == "cpu");
  CHECK(!info.simd.empty());
  CHECK(info.lanes >= 4);
  CHECK((info.threads == 2 || info.threads == 1));  // one where WebAssembly has no threads
  CHECK(info.reproducible);
}
