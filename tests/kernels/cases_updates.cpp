// Cases of corruption, and of what the optimisers have besides: decay, Nesterov, RMSprop, clipping,
// schedules.
#include <bit>
#include <cmath>
#include <format>

#include "compute/random.h"
#include "kernels/cases.h"
#include "reference/optimiser.h"

namespace cases {

using namespace hourglass;

namespace {

double d(float x) { return static_cast<double>(x); }

void add_corrupt(std::vector<Case>& to, Shape shape, Corruption kind, float amount,
                 uint32_t index = 0) {
  Case one =
      start(Kernel::corrupt,
            std::format("corrupt [{}, {}, {}, {}], kind {}, amount {}, index {}", shape.n, shape.h,
                        shape.w, shape.c, static_cast<uint32_t>(kind), amount, index),
            {shape, state_shape, shape});
  const auto x = random_floats(shape.count(), 91, 0, 1);
  const uint64_t seed = 0x123456789ABCDEFull;
  one.before[0] = words_of(x);
  one.before[1] = state_words(1234, 2, 3, seed);
  one.dispatch.integers = {static_cast<uint32_t>(kind), static_cast<uint32_t>(Stream::corruption),
                           index};
  one.dispatch.numbers[0] = amount;

  const uint32_t features = shape.features();
  const auto side = [&](uint32_t whole) {
    const double wanted = std::floor(whole * std::sqrt(d(amount)) + 0.5);
    return std::min(whole, std::max(1u, static_cast<uint32_t>(wanted)));
  };
  const uint32_t tall = side(shape.h), wide = side(shape.w);
  std::vector<float> out = x;
  std::vector<double> values(x.size()), bounds(x.size());
  for (uint32_t e = 0; e < out.size(); ++e) {
    const Words four = random_words(seed, Stream::corruption, 1234, e / 4, index);
    const Words place = random_words(seed, Stream::corruption, 1234, e / features, index);
    const float u = uniform(four[e % 4]);
    const uint32_t pixel = e % features / shape.c;
    const auto top = static_cast<uint32_t>(uint64_t{place[0]} * (shape.h - tall + 1) >> 32);
    const auto left = static_cast<uint32_t>(uint64_t{place[1]} * (shape.w - wide + 1) >> 32);
    const double noise = d(normals(four)[e % 4]);
    values[e] = d(x[e]) + d(amount) * noise;
    bounds[e] = 8 * epsilon * (d(x[e]) + d(amount) * (1 + std::abs(noise)));
    if (kind == Corruption::mask && u < amount) out[e] = 0.0f;
    if (kind == Corruption::salt_pepper && u < amount) out[e] = u < 0.5f * amount ? 0.0f : 1.0f;
    if (kind == Corruption::block && amount > 0.0f && pixel / shape.w - top < tall &&
        pixel % shape.w - left < wide)
      out[e] = 0.0f;
  }
  if (kind == Corruption::gaussian)
    one.after.push_back({2, values, bounds});
  else
    one.after.push_back({2, {}, {}, words_of(out)});
  to.push_back(std::move(one));
}

void add_adamw(std::vector<Case>& to, size_t count) {
  Case one = start(Kernel::adam, std::format("adam over {} parameters, with decay", count),
                   {rows(1, count), rows(1, count), rows(1, count), rows(1, count), state_shape});
  const auto p = random_floats(count, 92, -1, 1), g = random_floats(count, 93, -1, 1);
  const auto m = random_floats(count, 94, -0.1f, 0.1f), v = random_floats(count, 95, 0.01f, 0.1f);
  one.before = {words_of(p), words_of(g), words_of(m), words_of(v),
                state_words(1, 0, 0, 0, 0.01f, 0, 0.81f, 0.998001f)};
  one.dispatch.numbers = {0.9f, 0.999f, 1e-4f, 0.25f};
  const reference::AdamConstants constants{d(0.01f), d(0.9f),      d(0.999f), d(1e-4f),
                                           d(0.81f), d(0.998001f), 0.25};
  std::vector<double> pd = doubles_of(p), md = doubles_of(m), vd = doubles_of(v);
  std::vector<double> bounds(count);
  for (size_t i = 0; i < count; ++i) {
    reference::adam(constants, d(g[i]), pd[i], md[i], vd[i]);
    bounds[i] = 4 * epsilon * (std::abs(d(p[i])) + 1) + 0.05 * 64 * epsilon;
  }
  one.after = {{0, pd, bounds}};
  to.push_back(std::move(one));
}

void add_sgd(std::vector<Case>& to, size_t count, bool nesterov, float decay) {
  Case one = start(
      Kernel::sgd,
      std::format("sgd over {} parameters, decay {}{}", count, decay, nesterov ? ", Nesterov" : ""),
      {rows(1, count), rows(1, count), rows(1, count), state_shape});
  const auto p = random_floats(count, 96, -1, 1), g = random_floats(count, 97, -1, 1);
  const auto velocity = random_floats(count, 98, -1, 1);
  one.before = {words_of(p), words_of(g), words_of(velocity), state_words(1, 0, 0, 0, 0.125f)};
  one.dispatch.integers[0] = nesterov;
  one.dispatch.numbers = {0.875f, decay};
  std::vector<double> pd = doubles_of(p), vd = doubles_of(velocity);
  for (size_t i = 0; i < count; ++i)
    reference::sgd(0.125, 0.875, d(g[i]), pd[i], vd[i], d(decay), nesterov);
  const std::vector<double> bounds(count, 12 * epsilon);
  one.after = {{0, pd, bounds}, {2, vd, bounds}};
  to.push_back(std::move(one));
}

void add_rmsprop(std::vector<Case>& to, size_t count, float decay, float momentum) {
  const Shape velocity_shape = momentum != 0.0f ? rows(1, count) : none;
  Case one = start(
      Kernel::rmsprop,
      std::format("rmsprop over {} parameters, decay {}, momentum {}", count, decay, momentum),
      {rows(1, count), rows(1, count), rows(1, count), velocity_shape, state_shape});
  const auto p = random_floats(count, 101, -1, 1), square = random_floats(count, 103, 0, 0.1f);
  auto g = random_floats(count, 102, -1, 1);
  for (size_t i = 0; i < count; i += 5) g[i] = 0.0f;
  const auto velocity = random_floats(count, 104, -1, 1);
  one.before = {words_of(p), words_of(g), words_of(square), {}, state_words(1, 0, 0, 0, 0.01f)};
  if (momentum != 0.0f) one.before[3] = words_of(velocity);
  one.dispatch.numbers = {0.99f, 1e-4f, decay, momentum};
  const reference::RmspropConstants constants{d(0.01f), d(0.99f), d(1e-4f), d(decay), d(momentum)};
  std::vector<double> pd = doubles_of(p), sd = doubles_of(square), ud = doubles_of(velocity);
  std::vector<double> p_bounds(count), s_bounds(count), u_bounds(count);
  for (size_t i = 0; i < count; ++i) {
    const double root = std::sqrt(d(square[i])) * 0.99;
    reference::rmsprop(constants, d(g[i]), pd[i], sd[i], ud[i]);
    // 1 − α is a float's difference: as good as α, not as itself.
    s_bounds[i] = 8 * epsilon * (sd[i] + 2);
    const double size = (1 + std::abs(d(p[i])) * d(decay)) / (root + 1e-4);
    u_bounds[i] = epsilon * (16 * size * (1 + s_bounds[i] / epsilon / (sd[i] + 1e-6)) + 8);
    p_bounds[i] = 4 * epsilon * std::abs(d(p[i])) + 0.0101 * u_bounds[i];
  }
  one.after = {{0, pd, p_bounds}, {2, sd, s_bounds}};
  if (momentum != 0.0f) one.after.push_back({3, ud, u_bounds});
  to.push_back(std::move(one));
}

void add_clipping(std::vector<Case>& to, size_t count, size_t parts, float most) {
  Case sum =
      start(Kernel::square_sum, std::format("square_sum of {} gradients in {} parts", count, parts),
            {rows(1, count), rows(1, parts)});
  const auto g = random_floats(count, 105, -1, 1);
  sum.before[0] = words_of(g);
  std::vector<double> squares(parts), bounds(parts);
  const size_t length = (count + parts - 1) / parts;
  for (size_t i = 0; i < count; ++i) squares[i / length] += d(g[i]) * d(g[i]);
  for (size_t i = 0; i < parts; ++i)
    bounds[i] = epsilon * (16 + static_cast<double>(length) / 16) * squares[i];
  sum.after.push_back({1, squares, bounds});
  to.push_back(std::move(sum));

  Case clip = start(Kernel::clip_gradient,
                    std::format("clip_gradient of {} to {}, from {} parts", count, most, parts),
                    {rows(1, parts), rows(1, count), rows(1, 1)});
  std::vector<float> given;
  double total = 0;
  for (const double square : squares) total += d(given.emplace_back(static_cast<float>(square)));
  clip.before[0] = words_of(given);
  clip.before[1] = words_of(g);
  clip.dispatch.numbers[0] = most;
  const double norm = std::sqrt(total), factor = reference::clipping(norm, d(most));
  std::vector<double> clipped, clip_bounds;
  for (const float value : g) {
    clipped.push_back(factor * d(value));
    clip_bounds.push_back(factor == 1.0 ? 0.0 : 40 * epsilon * std::abs(clipped.back()));
  }
  clip.after.push_back({1, clipped, clip_bounds});
  clip.after.push_back({2, {norm}, {40 * epsilon * norm}});
  to.push_back(std::move(clip));
}

void add_schedule(std::vector<Case>& to, Schedule kind, uint32_t step, uint32_t warm_up,
                  uint32_t steps, float f, bool own_clock) {
  Case one =
      start(Kernel::schedule,
            std::format("schedule {} at step {}, w {}, T {}, f {}{}", static_cast<uint32_t>(kind),
                        step, warm_up, steps, f, own_clock ? "" : ", by another's clock"),
            {state_shape, own_clock ? none : state_shape});
  one.before[0] = state_words(own_clock ? step : 3, 2, 1, 7);
  one.before[0][state::base_learning_rate] = std::bit_cast<uint32_t>(0.75f);
  if (!own_clock) one.before[1] = state_words(step, 0, 0, 0);
  one.dispatch.integers = {static_cast<uint32_t>(kind), state::base_learning_rate,
                           state::learning_rate, warm_up, steps};
  one.dispatch.numbers[0] = f;
  std::vector<double> after = doubles_of(floats_of(one.before[0])), bounds(after.size(), 0.0);
  const double now = reference::scheduled(kind, 0.75, step, warm_up, steps, d(f));
  after[state::learning_rate] = now;
  // A cosine's bits are lost where it nears −1; a power doubles its error with each square.
  bounds[state::learning_rate] = epsilon * (16 * 0.75 + 64 * now);
  one.after.push_back({0, after, bounds});
  to.push_back(std::move(one));
}

}  // namespace

void add_updates(std::vector<Case>& to) {
  const Shape shapes[] = {{1, 1, 1, 1},  {63, 1, 1, 65}, {65, 9, 7, 1},
                          {97, 5, 4, 1}, {3, 28, 28, 1}, {7, 11, 13, 3}};
  for (const Shape& shape : shapes)
    for (const Corruption kind : {Corruption::none, Corruption::gaussian, Corruption::mask,
                                  Corruption::salt_pepper, Corruption::block})
      add_corrupt(to, shape, kind, 0.3f, shape.n == 7 ? 5 : 0);
  for (const float amount : {0.0f, 1.0f, 0.001f})
    for (const Corruption kind : {Corruption::mask, Corruption::salt_pepper, Corruption::block})
      add_corrupt(to, {5, 8, 6, 2}, kind, amount);
  for (const size_t count : {1, 63, 64, 65, 127, 50'021}) {
    add_adamw(to, count);
    add_sgd(to, count, true, 0.0f);
    add_sgd(to, count, true, 0.25f);
    add_sgd(to, count, false, 0.25f);
    add_rmsprop(to, count, 0.0f, 0.0f);
    add_rmsprop(to, count, 0.25f, 0.875f);
    add_clipping(to, count, 64, 0.5f);
    add_clipping(to, count, 1, 1e6f);
  }
  add_clipping(to, 50'021, 257, 3.0f);
  for (const bool own : {true, false}) {
    add_schedule(to, Schedule::constant, 5, 0, 0, 0, own);
    for (const uint32_t step : {0u, 9u, 10u, 11u, 333u, 999u, 1000u, 5000u})
      add_schedule(to, Schedule::cosine, step, 10, 1000, 0.1f, own);
    add_schedule(to, Schedule::cosine, 0, 0, 1000, 0, own);
    for (const uint32_t step : {0u, 99u, 100u, 299u, 700u})
      add_schedule(to, Schedule::steps, step, 0, 100, 0.5f, own);
    add_schedule(to, Schedule::steps, 2700, 0, 100, 0.9f, own);
    for (const uint32_t step : {0u, 1u, 99u, 100u, 4'000'000'000u})
      add_schedule(to, Schedule::linear, step, 100, 0, 0, own);
  }
}

}  // namespace cases
