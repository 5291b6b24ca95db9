#include "programs/network.h"

#include "compute/random.h"
#include "compute/state.h"
#include "kernels/cases.h"

namespace programs {

using namespace hourglass;

Network::Network(Backend& on, uint32_t n, uint32_t i, uint32_t h, uint32_t k, Activation activation)
    : backend(on),
      batch(n),
      inputs(i),
      hidden(h),
      code(k),
      count(3 * n + 1),
      sizes{{{i, h}, {h, 2 * k}, {k, h}, {h, i}}} {
  const auto rows = [&](uint32_t features) { return allocate(backend, {n, 1, 1, features}); };
  uint32_t words = 0;
  for (size_t layer = 0; layer < 4; ++layer) {
    offsets[layer] = words;
    words += aligned((sizes[layer][0] + 1) * sizes[layer][1]);
  }
  const auto arena = [&] { return allocate(backend, {1, 1, 1, words}); };
  const auto view = [&](Tensor of, size_t layer) {
    return Tensor{of.buffer, offsets[layer], {sizes[layer][0] + 1, 1, 1, sizes[layer][1]}};
  };
  parameters = arena();
  gradients = arena();
  first = arena();
  second = arena();
  std::vector<float> values(words, 0.0f);
  for (uint32_t layer = 0; layer < 4; ++layer) {
    const auto random =
        cases::random_floats((sizes[layer][0] + 1) * sizes[layer][1], 50 + layer, -0.3f, 0.3f);
    std::copy(random.begin(), random.end(), values.begin() + offsets[layer]);
  }
  write(backend, parameters, values);

  data = {backend.allocate((count * i + 3) / 4), 0, {count, 1, 1, i}};
  std::vector<uint32_t> bytes((count * i + 3) / 4);
  for (uint32_t w = 0; w < bytes.size(); ++w) bytes[w] = philox({w, 60, 0, 0}, 0, 0)[0];
  write(backend, data, bytes);
  clock = allocate(backend, {state::words, 1, 1, 1});
  player = allocate(backend, {state::words, 1, 1, 1});
  for (const Tensor& tensor : {clock, player})
    write(backend, tensor, cases::state_words(0, 0, 0, 7, 1e-2f, 0.6f, 1.0f, 1.0f));

  x = rows(i);
  ring = allocate(backend, {64, 1, 1, 2});
  const Tensor hidden1 = rows(h), heads = rows(2 * k), z = rows(k), hidden2 = rows(h);
  const Tensor y = rows(i), dy = rows(i), dhidden2 = rows(h), dz = rows(k);
  const Tensor dheads = rows(2 * k), dhidden1 = rows(h);
  const uint32_t stride = aligned(n);
  const Tensor terms = allocate(backend, {2, 1, 1, stride});
  const Tensor loss{terms.buffer, 0, {n, 1, 1, 1}}, kl{terms.buffer, stride, {n, 1, 1, 1}};
  const float scale = 1.0f / static_cast<float>(n);
  const auto act = static_cast<uint32_t>(activation);
  const Tensor p = parameters, g = gradients;
  using K = Kernel;
  step = {
      {K::gather, {data, clock, x}, {count, static_cast<uint32_t>(Order::shuffled)}, {}},
      {K::dense_forward, {x, view(p, 0), hidden1}, {act}, {}},
      {K::dense_forward, {hidden1, view(p, 1), heads}, {}, {}},
      {K::reparameterise, {heads, clock, z, kl}, {static_cast<uint32_t>(Stream::noise)}, {}},
      {K::dense_forward, {z, view(p, 2), hidden2}, {act}, {}},
      {K::dense_forward, {hidden2, view(p, 3), y}, {}, {}},
      {K::loss_bernoulli, {y, x, loss, dy}, {}, {scale}},
      {K::dense_backward, {hidden2, view(p, 3), dy, view(g, 3), dhidden2}, {act}, {}},
      {K::dense_backward, {z, view(p, 2), dhidden2, view(g, 2), dz}, {}, {}},
      {K::reparameterise_backward, {heads, z, dz, clock, dheads}, {}, {scale}},
      {K::dense_backward, {hidden1, view(p, 1), dheads, view(g, 1), dhidden1}, {act}, {}},
      {K::dense_backward, {x, view(p, 0), dhidden1, view(g, 0)}, {}, {}},
      {K::next_step, {terms, clock, ring, player}, {count, n}, {0.9f, 0.999f}},
      {K::adam, {p, g, first, second, player}, {}, {0.9f, 0.999f, 1e-8f}},
  };
  update = 13;
  program = backend.prepare(step);
}

}  // namespace programs
