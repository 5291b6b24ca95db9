// Cases of what works on whole buffers: optimisers, the data set, the end of a step.
#include <bit>
#include <cmath>
#include <format>

#include "compute/random.h"
#include "compute/state.h"
#include "kernels/cases.h"
#include "reference/optimiser.h"

namespace cases {

using namespace hourglass;

namespace {

Shape flat(size_t count) { return {1, 1, 1, static_cast<uint32_t>(count)}; }

void add_adam(std::vector<Case>& to, size_t count) {
  Case one = start(Kernel::adam, std::format("adam over {} parameters", count),
                   {flat(count), flat(count), flat(count), flat(count), state_shape});
  const auto p = random_floats(count, 21, -1, 1), m = random_floats(count, 23, -0.1f, 0.1f);
  auto g = random_floats(count, 22, -1, 1), v = random_floats(count, 24, 0, 0.1f);
  for (size_t i = 0; i < count; i += 5) g[i] = v[i] = 0.0f;  // √v near 0: ε decides
  one.before = {words_of(p), words_of(g), words_of(m), words_of(v),
                state_words(1, 0, 0, 0, 0.01f, 0, 0.81f, 0.998001f)};
  one.dispatch.numbers = {0.9f, 0.999f, 1e-4f};
  const auto d = [](float x) { return static_cast<double>(x); };
  const reference::AdamConstants constants{d(0.01f), d(0.9f),  d(0.999f),
                                           d(1e-4f), d(0.81f), d(0.998001f)};
  std::vector<double> pd = doubles_of(p), md = doubles_of(m), vd = doubles_of(v);
  std::vector<double> p_bounds(count), m_bounds(count), v_bounds(count);
  for (size_t i = 0; i < count; ++i) {
    const double before = pd[i], size = 0.9 * std::abs(md[i]) + 0.1 * std::abs(d(g[i]));
    reference::adam(constants, d(g[i]), pd[i], md[i], vd[i]);
    // 1 − β is a float's difference: as good as β, not as itself.
    m_bounds[i] = 4 * epsilon * (std::abs(size) + std::abs(d(g[i])));
    v_bounds[i] = 4 * epsilon * (vd[i] + d(g[i]) * d(g[i]));
    const double step = std::abs(before - pd[i]);
    p_bounds[i] = 4 * epsilon * (std::abs(before) + step) +
                  step * (16 * epsilon + m_bounds[i] / (std::abs(md[i]) + 1e-9));
  }
  one.after = {{0, pd, p_bounds}, {2, md, m_bounds}, {3, vd, v_bounds}};
  to.push_back(std::move(one));
}

void add_sgd(std::vector<Case>& to, size_t count) {
  Case one = start(Kernel::sgd, std::format("sgd over {} parameters", count),
                   {flat(count), flat(count), flat(count), state_shape});
  const auto p = random_floats(count, 25, -1, 1), g = random_floats(count, 26, -1, 1);
  const auto velocity = random_floats(count, 27, -1, 1);
  one.before = {words_of(p), words_of(g), words_of(velocity), state_words(1, 0, 0, 0, 0.125f)};
  one.dispatch.numbers = {0.875f};
  std::vector<double> pd = doubles_of(p), vd = doubles_of(velocity);
  for (size_t i = 0; i < count; ++i)
    reference::sgd(0.125, 0.875, static_cast<double>(g[i]), pd[i], vd[i]);
  const std::vector<double> bounds(count, 8 * epsilon);
  one.after = {{0, pd, bounds}, {2, vd, bounds}};
  to.push_back(std::move(one));
}

void add_gather(std::vector<Case>& to, uint32_t n, uint32_t features, uint32_t count,
                uint32_t position, Order order) {
  Case one = start(Kernel::gather,
                   std::format("gather {} of {} examples of {} bytes from place {}, order {}", n,
                               count, features, position, static_cast<uint32_t>(order)),
                   {{count, 1, 1, features}, state_shape, {n, 1, 1, features}});
  std::vector<uint8_t> bytes(size_t{count} * features);
  for (size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<uint8_t>(philox({static_cast<uint32_t>(i), 31, 0, 0}, 0, 0)[0]);
  one.before[0].assign((bytes.size() + 3) / 4, 0);
  for (size_t i = 0; i < bytes.size(); ++i)
    one.before[0][i / 4] |= uint32_t{bytes[i]} << (8 * (i % 4));  // little end first
  const uint64_t seed = 0xFEDCBA9876543210ull;
  one.before[1] = state_words(77, 5, position, seed);
  one.dispatch.integers = {count, static_cast<uint32_t>(order)};

  std::vector<float> x;
  for (uint32_t r = 0; r < n; ++r) {
    const uint32_t place = (position + r) % count, epoch = 5 + (position + r) / count;
    const uint32_t e = order == Order::shuffled ? shuffled(place, count, seed, epoch) : place;
    for (uint32_t i = 0; i < features; ++i)
      x.push_back(static_cast<float>(bytes[size_t{e} * features + i]) * (1.0f / 255.0f));
  }
  one.after.push_back({2, {}, {}, words_of(x)});
  to.push_back(std::move(one));
}

void add_next_step(std::vector<Case>& to, uint32_t n, uint32_t count, uint32_t position,
                   uint32_t series, bool with_player, uint32_t used = 0) {
  const uint32_t stride = aligned(n);
  Case one = start(
      Kernel::next_step,
      std::format("next_step of {} series after {} of {} examples from place {}{}", series, n,
                  count, position, with_player ? "" : ", without a player"),
      {{series, 1, 1, stride}, state_shape, {5, 1, 1, series}, with_player ? state_shape : none});
  const auto terms = random_floats(size_t{series} * stride, 41, 0, 100);
  one.before[0] = words_of(terms);
  one.before[1] = state_words(13, 4, position, 99);
  one.before[2] = words_of(random_floats(size_t{5} * series, 43, 0, 1));
  if (with_player) one.before[3] = state_words(13, 4, position, 99);
  one.dispatch.integers = {count, n, used};
  if (used == 0) used = n;
  one.dispatch.numbers = {0.9f, series > 1 ? 0.999f : 0.0f};

  std::vector<uint32_t> after = one.before[1];
  after[state::step] = 14;
  after[state::position] = (position + used) % count;
  after[state::epoch] = 4 + (position + used) / count;
  one.after.push_back({1, {}, {}, after});

  std::vector<double> ring = doubles_of(floats_of(one.before[2])), bounds(ring.size(), 0.0);
  for (uint32_t s = 0; s < series; ++s) {
    const size_t at = size_t{3} * series + s;  // slot 13 mod 5
    ring[at] = 0.0;
    for (uint32_t i = 0; i < n; ++i)
      ring[at] += static_cast<double>(terms[size_t{s} * stride + i]) / n;
    bounds[at] = 100.0 * epsilon * (3 + std::sqrt(n));
  }
  one.after.push_back({2, ring, bounds});
  if (with_player) {
    after = one.before[3];
    after[state::beta1_power] = std::bit_cast<uint32_t>(0.81f * 0.9f);
    if (series > 1) after[state::beta2_power] = std::bit_cast<uint32_t>(0.998001f * 0.999f);
    one.after.push_back({3, {}, {}, after});
  }
  to.push_back(std::move(one));
}

}  // namespace

void add_arena(std::vector<Case>& to) {
  for (const size_t count : {1, 63, 64, 65, 127, 50'021}) {
    add_adam(to, count);
    add_sgd(to, count);
  }
  for (const uint32_t features : {1u, 63u, 64u, 65u, 787u})
    add_gather(to, 65, features, 101, 90, Order::shuffled);  // over the epoch's end
  add_gather(to, 7, 13, 5, 3, Order::sequential);            // over the end twice
  add_gather(to, 1, 3, 1, 0, Order::shuffled);
  add_gather(to, 193, 784, 300, 0, Order::sequential);
  add_next_step(to, 1, 1, 0, 1, true);
  add_next_step(to, 63, 1000, 100, 2, true);
  add_next_step(to, 65, 20, 19, 5, true);
  add_next_step(to, 128, 228, 100, 3, false);
}

void add_players(std::vector<Case>& to) {
  add_next_step(to, 65, 300, 290, 2, true, 195);
  for (const auto& [beta1, beta2] : {std::pair(0.9f, 0.999f), std::pair(0.5f, 0.0f)}) {
    Case one = start(Kernel::count_update, std::format("count_update by {} and {}", beta1, beta2),
                     {state_shape});
    one.before[0] = state_words(13, 4, 5, 99);
    one.dispatch.numbers = {beta1, beta2};
    std::vector<uint32_t> after = one.before[0];
    after[state::beta1_power] = std::bit_cast<uint32_t>(0.81f * beta1);
    if (beta2 > 0) after[state::beta2_power] = std::bit_cast<uint32_t>(0.998001f * beta2);
    one.after.push_back({0, {}, {}, after});
    to.push_back(std::move(one));
  }
}

}  // namespace cases
