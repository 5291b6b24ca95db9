// Cases of the latent and of the losses.
#include <cmath>
#include <format>

#include "compute/random.h"
#include "kernels/cases.h"
#include "reference/latent.h"
#include "reference/loss.h"

namespace cases {

using namespace hourglass;

namespace {

void add_reparameterise(std::vector<Case>& to, size_t n, size_t k) {
  Case one = start(Kernel::reparameterise, std::format("reparameterise [{}, {}]", n, k),
                   {rows(n, 2 * k), state_shape, rows(n, k), rows(n, 1)});
  const auto heads = random_floats(n * 2 * k, 11, -3, 3);
  const uint64_t seed = 0x123456789ABCDEFull;
  one.before[0] = words_of(heads);
  one.before[1] = state_words(1234, 2, 3, seed);
  one.dispatch.integers = {static_cast<uint32_t>(Stream::noise)};

  const auto h = doubles_of(heads);
  const auto noise = reference::noise(n * k, seed, Stream::noise, 1234);
  const auto z = reference::reparameterise(n, k, h, noise);
  std::vector<double> z_bounds(n * k), kl_bounds(n);
  for (size_t e = 0; e < n * k; ++e) {
    const size_t at = e / k * 2 * k + e % k;
    const double spread = std::exp(0.5 * h[at + k]) * std::abs(noise[e]);
    z_bounds[e] = 8 * epsilon * (std::abs(h[at]) + spread);
    kl_bounds[e / k] +=
        8 * epsilon * (1 + std::abs(h[at + k]) + h[at] * h[at] + std::exp(h[at + k]));
  }
  one.after.push_back({2, z, z_bounds});
  one.after.push_back({3, reference::kl(n, k, h), kl_bounds});
  to.push_back(std::move(one));
}

void add_reparameterise_backward(std::vector<Case>& to, size_t n, size_t k) {
  Case one =
      start(Kernel::reparameterise_backward, std::format("reparameterise_backward [{}, {}]", n, k),
            {rows(n, 2 * k), rows(n, k), rows(n, k), state_shape, rows(n, 2 * k)});
  const auto heads = random_floats(n * 2 * k, 12, -3, 3), z = random_floats(n * k, 13, -4, 4);
  const auto dz = random_floats(n * k, 14, -1, 1);
  one.before[0] = words_of(heads);
  one.before[1] = words_of(z);
  one.before[2] = words_of(dz);
  one.before[3] = state_words(1, 2, 3, 4, 1e-3f, 0.75f);
  one.dispatch.numbers[0] = 0.125f;
  const auto h = doubles_of(heads), zd = doubles_of(z), g = doubles_of(dz);
  const double s = 0.75 * 0.125;
  const auto d = reference::reparameterise_backward(n, k, h, zd, g, s);
  std::vector<double> bounds(d.size());
  for (size_t e = 0; e < n * k; ++e) {
    const size_t at = e / k * 2 * k + e % k;
    bounds[at] = 4 * epsilon * (std::abs(g[e]) + s * std::abs(h[at]));
    bounds[at + k] =
        8 * epsilon *
        (std::abs(g[e]) * (std::abs(zd[e]) + std::abs(h[at])) + s * (std::exp(h[at + k]) + 1));
  }
  one.after.push_back({4, d, bounds});
  to.push_back(std::move(one));
}

void add_bernoulli(std::vector<Case>& to, size_t n, size_t d, float reach, bool with_dy) {
  Case one = start(Kernel::loss_bernoulli,
                   std::format("loss_bernoulli [{}, {}], logits to ±{}{}", n, d, reach,
                               with_dy ? "" : ", without dy"),
                   {rows(n, d), rows(n, d), rows(n, 1), with_dy ? rows(n, d) : none});
  const auto y = random_floats(n * d, 15, -reach, reach), x = random_floats(n * d, 16, 0, 1);
  one.before[0] = words_of(y);
  one.before[1] = words_of(x);
  const float scale = 1.0f / 7.0f;
  one.dispatch.numbers[0] = scale;
  const auto yd = doubles_of(y), xd = doubles_of(x);
  std::vector<double> loss_bounds(n), dy_bounds(n * d);
  for (size_t e = 0; e < n * d; ++e) {
    loss_bounds[e / d] += 8 * epsilon * (reference::softplus(yd[e]) + std::abs(xd[e] * yd[e]));
    dy_bounds[e] = 8 * epsilon * static_cast<double>(scale) * (reference::sigmoid(yd[e]) + xd[e]);
  }
  one.after.push_back({2, reference::loss_bernoulli(n, d, yd, xd), loss_bounds});
  if (with_dy)
    one.after.push_back(
        {3, reference::loss_bernoulli_backward(yd, xd, static_cast<double>(scale)), dy_bounds});
  to.push_back(std::move(one));
}

void add_squared(std::vector<Case>& to, size_t n, size_t d, Activation activation, bool with_dy) {
  Case one = start(Kernel::loss_squared,
                   std::format("loss_squared [{}, {}], activation {}{}", n, d,
                               static_cast<uint32_t>(activation), with_dy ? "" : ", without dy"),
                   {rows(n, d), rows(n, d), rows(n, 1), with_dy ? rows(n, d) : none});
  const auto y = random_outputs(activation, n * d, 17);
  const auto x = random_floats(n * d, 18, -1, 1);
  one.before[0] = words_of(y);
  one.before[1] = words_of(x);
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  one.dispatch.numbers = {0.25f, 1.5f, 0.375f};
  const auto yd = doubles_of(y), xd = doubles_of(x);
  const auto dy = reference::loss_squared_backward(yd, xd, activation, 0.25, 1.5);
  const auto loss = reference::loss_squared(n, d, yd, xd, 1.5, 0.375);
  std::vector<double> loss_bounds(n), dy_bounds(n * d);
  for (size_t r = 0; r < n; ++r) loss_bounds[r] = 8 * epsilon * loss[r];
  for (size_t e = 0; e < n * d; ++e)
    dy_bounds[e] = 8 * epsilon * 0.75 * (std::abs(yd[e]) + std::abs(xd[e]));
  one.after.push_back({2, loss, loss_bounds});
  if (with_dy) one.after.push_back({3, dy, dy_bounds});
  to.push_back(std::move(one));
}

}  // namespace

void add_pointwise(std::vector<Case>& to) {
  const size_t sizes[][2] = {{1, 1},   {63, 65}, {64, 64}, {65, 63},
                             {97, 20}, {3, 2},   {2, 127}, {401, 17}};
  for (const auto& [n, d] : sizes) {
    add_reparameterise(to, n, d);
    add_reparameterise_backward(to, n, d);
    add_bernoulli(to, n, d, 5, true);
    add_squared(to, n, d, Activation::linear, true);
  }
  add_bernoulli(to, 67, 784, 3, true);
  add_bernoulli(to, 5, 61, 100, true);
  add_bernoulli(to, 5, 61, 80, false);
  add_squared(to, 41, 47, Activation::linear, false);
  for (const ActivationFacts& facts : first_activations)
    if (facts.from_output) add_squared(to, 11, 53, facts.activation, true);
}

void add_later_outputs(std::vector<Case>& to) {
  for (const ActivationFacts& facts : later_activations)
    if (facts.from_output) add_squared(to, 11, 53, facts.activation, true);
}

}  // namespace cases
