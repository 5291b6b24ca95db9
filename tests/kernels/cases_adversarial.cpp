// Cases of players against each other: their noise, what they pay, weights that are clipped.
#include <cmath>
#include <format>

#include "kernels/cases.h"
#include "reference/adversarial.h"

namespace cases {

using namespace hourglass;

namespace {

void add_noise(std::vector<Case>& to, size_t n, size_t k, Noise kind, uint32_t index) {
  Case one = start(Kernel::noise,
                   std::format("noise [{}, {}], {}, index {}", n, k,
                               kind == Noise::normal ? "normal" : "uniform", index),
                   {state_shape, rows(n, k)});
  const uint64_t seed = 0x123456789ABCDEFull;
  one.before[0] = state_words(1234, 2, 3, seed);
  one.dispatch.integers = {static_cast<uint32_t>(kind), static_cast<uint32_t>(Stream::noise),
                           index};
  const auto z = reference::noise(n * k, seed, kind, Stream::noise, 1234, index);
  std::vector<double> bounds;
  for (const double value : z)
    bounds.push_back(kind == Noise::normal ? 16 * epsilon * std::abs(value) + 1e-9 : 0);
  one.after.push_back({1, z, bounds});
  to.push_back(std::move(one));
}

void add_loss(std::vector<Case>& to, size_t n, Contest contest, Turn turn, bool add, bool all) {
  Case one = start(Kernel::loss_adversarial,
                   std::format("loss_adversarial [{}], contest {}, turn {}{}{}", n,
                               static_cast<uint32_t>(contest), static_cast<uint32_t>(turn),
                               add ? ", added" : "", all ? "" : ", the row alone"),
                   {rows(n, 1), rows(n, 1), all ? rows(n, 1) : none, all ? rows(n, 1) : none});
  const auto y = random_floats(n, 91, -12, 12), before = random_floats(n, 92, -1, 1);
  one.before[0] = words_of(y);
  if (add) one.before[1] = words_of(before);
  one.dispatch.integers = {static_cast<uint32_t>(contest), add, static_cast<uint32_t>(turn)};
  one.dispatch.numbers[0] = 0.125f;
  std::vector<double> row, row_bounds, seen, seen_bounds, dy, dy_bounds;
  for (size_t i = 0; i < n; ++i) {
    const auto logit = static_cast<double>(y[i]);
    const double paid = reference::adversarial(contest, turn, logit);
    row.push_back(paid + (add ? static_cast<double>(before[i]) : 0));
    row_bounds.push_back(8 * epsilon * (1 + std::abs(paid)));
    seen.push_back(reference::opinion(contest, logit));
    seen_bounds.push_back(8 * epsilon * (1 + std::abs(seen.back())));
    dy.push_back(0.125 * reference::adversarial_slope(contest, turn, logit));
    dy_bounds.push_back(8 * epsilon * (1 + std::abs(dy.back())));
  }
  one.after.push_back({1, row, row_bounds});
  if (all) {
    one.after.push_back({2, seen, seen_bounds});
    one.after.push_back({3, dy, dy_bounds});
  }
  to.push_back(std::move(one));
}

void add_clipping(std::vector<Case>& to, size_t count) {
  Case one =
      start(Kernel::clip_weights, std::format("clip_weights over {}", count), {rows(count, 1)});
  const auto p = random_floats(count, 93, -1, 1);
  one.before[0] = words_of(p);
  one.dispatch.numbers[0] = 0.25f;
  std::vector<float> clipped;
  for (const float value : p) clipped.push_back(std::clamp(value, -0.25f, 0.25f));
  one.after.push_back({0, {}, {}, words_of(clipped)});
  to.push_back(std::move(one));
}

void add_penalty(std::vector<Case>& to, size_t n, size_t d, bool with_gradient) {
  const auto g = random_floats(n * d, 95, -1, 1), x = random_floats(n * d, 96, -2, 2);
  const auto generated = random_floats(n * d, 97, -2, 2);
  const uint64_t seed = 0x123456789ABCDEFull;
  Case between = start(Kernel::interpolate, std::format("interpolate [{}, {}]", n, d),
                       {rows(n, d), rows(n, d), state_shape, rows(n, d)});
  between.before[0] = words_of(x);
  between.before[1] = words_of(generated);
  between.before[2] = state_words(1234, 2, 3, seed);
  between.dispatch.integers = {static_cast<uint32_t>(Stream::corruption), 3};
  between.after.push_back({3,
                           reference::interpolated(d, doubles_of(x), doubles_of(generated), seed,
                                                   Stream::corruption, 1234, 3),
                           std::vector<double>(n * d, 8 * epsilon * 4)});
  to.push_back(std::move(between));

  Case one = start(
      Kernel::gradient_penalty,
      std::format("gradient_penalty [{}, {}]{}", n, d, with_gradient ? "" : ", the row alone"),
      {rows(n, d), rows(n, 1), with_gradient ? rows(n, d) : none});
  one.before[0] = words_of(g);
  one.dispatch.numbers = {0.125f, 10.0f};
  const auto row = reference::gradient_penalty(d, doubles_of(g), 10.0);
  std::vector<double> bounds;
  for (const double value : row)
    bounds.push_back(epsilon * (8 + static_cast<double>(d)) * (10 + value));
  one.after.push_back({1, row, bounds});
  if (with_gradient)
    one.after.push_back({2, reference::gradient_penalty_backward(d, doubles_of(g), 0.125),
                         std::vector<double>(n * d, epsilon * (16 + static_cast<double>(d)))});
  to.push_back(std::move(one));
}

void add_tangent(std::vector<Case>& to, size_t n, size_t i, size_t o, Activation activation,
                 bool second) {
  Case one = start(
      Kernel::tangent,
      std::format("tangent [{}, {}], activation {}{}", n, o, static_cast<uint32_t>(activation),
                  second ? "" : ", straight"),
      {rows(n, o), rows(i + 1, o), rows(n, o), rows(n, o), rows(n, o), second ? rows(n, o) : none});
  const auto y = random_floats(n * o, 98, -2, 2), p = random_floats((i + 1) * o, 99, -1, 1);
  const auto h = random_outputs(activation, n * o, 100), slope = random_floats(n * o, 101, -1, 1);
  one.before[0] = words_of(y);
  one.before[1] = words_of(p);
  one.before[2] = words_of(h);
  one.before[3] = words_of(slope);
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  std::vector<double> t, alpha;
  for (size_t e = 0; e < n * o; ++e) {
    const auto out = static_cast<double>(h[e]);
    const double moved = static_cast<double>(y[e]) - static_cast<double>(p[i * o + e % o]);
    t.push_back(moved * reference::derivative_from_output(activation, out));
    alpha.push_back(static_cast<double>(slope[e]) * moved *
                    reference::bend_from_output(activation, out));
  }
  one.after.push_back({4, t, std::vector<double>(n * o, 32 * epsilon * 4)});
  if (second) one.after.push_back({5, alpha, std::vector<double>(n * o, 32 * epsilon * 8)});
  to.push_back(std::move(one));
}

// Places further on than the state's, over the epoch's end.
void add_gather_ahead(std::vector<Case>& to, uint32_t ahead) {
  const uint32_t n = 65, d = 2, count = 101;
  Case one = start(Kernel::gather, std::format("gather {} places ahead", ahead),
                   {rows(count, d), state_shape, rows(n, d)});
  const auto data = random_floats(count * d, 94, -1, 1);
  const uint64_t seed = 0xFEDCBA9876543210ull;
  one.before[0] = words_of(data);
  one.before[1] = state_words(77, 5, 90, seed);
  one.dispatch.integers = {count, static_cast<uint32_t>(Order::shuffled),
                           static_cast<uint32_t>(Content::words), ahead};
  std::vector<float> x;
  for (uint32_t r = 0; r < n; ++r) {
    const uint32_t p = 90 + ahead + r;
    const uint32_t e = shuffled(p % count, count, seed, 5 + p / count);
    x.insert(x.end(), {data[e * d], data[e * d + 1]});
  }
  one.after.push_back({2, {}, {}, words_of(x)});
  to.push_back(std::move(one));
}

void add_units(std::vector<Case>& to, size_t n, size_t k, uint32_t index) {
  Case one = start(Kernel::draw_units, std::format("draw_units [{}, {}], index {}", n, k, index),
                   {rows(n, k), state_shape, rows(n, k)});
  const auto p = random_floats(n * k, 98, 0, 1);
  const uint64_t seed = 0x123456789ABCDEFull;
  one.before[0] = words_of(p);
  one.before[1] = state_words(1234, 2, 3, seed);
  one.dispatch.integers = {0, static_cast<uint32_t>(Stream::noise), index};
  std::vector<float> h;
  for (size_t e = 0; e < p.size(); ++e) {
    const Words words =
        random_words(seed, Stream::noise, 1234, static_cast<uint32_t>(e / 4), index);
    h.push_back(uniform(words[e % 4]) < p[e] ? 1.0f : 0.0f);
  }
  one.after.push_back({2, {}, {}, words_of(h)});
  to.push_back(std::move(one));
}

}  // namespace

void add_adversarial(std::vector<Case>& to) {
  for (const auto& [n, k] : {std::pair(1u, 1u), std::pair(63u, 2u), std::pair(64u, 1u),
                             std::pair(65u, 3u), std::pair(127u, 127u), std::pair(2u, 256u)})
    for (const Noise kind : {Noise::normal, Noise::uniform}) add_noise(to, n, k, kind, n % 3);
  for (uint32_t c = 0; c < 4; ++c)
    for (uint32_t turn = 0; turn < 3; ++turn)
      for (const size_t n : {1, 63, 64, 65, 127})
        add_loss(to, n, static_cast<Contest>(c), static_cast<Turn>(turn), n % 2 == 0 || n == 63,
                 n != 127);
  for (const size_t count : {1, 63, 64, 65, 50'021}) add_clipping(to, count);
  for (const auto& [n, d] : {std::pair(1, 1), std::pair(63, 2), std::pair(64, 64), std::pair(65, 3),
                             std::pair(7, 127)}) {
    add_penalty(to, static_cast<size_t>(n), static_cast<size_t>(d), n != 65);
    for (uint32_t a = 0; a < 6; ++a)
      add_tangent(to, static_cast<size_t>(n), 5, static_cast<size_t>(d), static_cast<Activation>(a),
                  a > 2);
  }
  for (const uint32_t ahead : {1u, 65u, 300u}) add_gather_ahead(to, ahead);
  for (const auto& [n, k] : {std::pair(1, 1), std::pair(63, 2), std::pair(64, 64), std::pair(65, 3),
                             std::pair(127, 501)})
    add_units(to, static_cast<size_t>(n), static_cast<size_t>(k), static_cast<uint32_t>(n % 3));
}

}  // namespace cases
