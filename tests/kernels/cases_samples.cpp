// Cases of several samples an example, of the KL by the sample and by the unit, and of free bits.
#include <cmath>
#include <format>

#include "kernels/cases.h"
#include "reference/latent.h"
#include "reference/samples.h"

namespace cases {

using namespace hourglass;

namespace {

void add_repeat(std::vector<Case>& to, size_t n, size_t features, size_t times, bool add,
                Activation activation) {
  const auto x = random_outputs(activation, n * features, 71);
  Case one =
      start(Kernel::repeat_rows, std::format("repeat_rows [{}, {}] {} times", n, features, times),
            {rows(n, features), rows(n * times, features)});
  one.before[0] = words_of(x);
  std::vector<float> y;
  for (size_t r = 0; r < n * times; ++r)
    for (size_t i = 0; i < features; ++i) y.push_back(x[r / times * features + i]);
  one.after.push_back({1, {}, {}, words_of(y)});
  to.push_back(std::move(one));

  Case back =
      start(Kernel::repeat_rows_backward,
            std::format("repeat_rows_backward [{}, {}] {} times, activation {}{}", n, features,
                        times, static_cast<uint32_t>(activation), add ? ", added" : ""),
            {rows(n * times, features), rows(n, features), rows(n, features)});
  const auto dy = random_floats(n * times * features, 72, -1, 1);
  const auto before = random_floats(n * features, 73, -1, 1);
  back.before[0] = words_of(dy);
  back.before[1] = words_of(x);
  if (add) back.before[2] = words_of(before);
  back.dispatch.integers = {static_cast<uint32_t>(activation), add};
  std::vector<double> dx(n * features), bounds(n * features);
  for (size_t e = 0; e < dy.size(); ++e) {
    const size_t at = e / (times * features) * features + e % features;
    dx[at] += static_cast<double>(dy[e]);
    bounds[at] += epsilon * static_cast<double>(times + 8) * std::abs(static_cast<double>(dy[e]));
  }
  for (size_t e = 0; e < dx.size(); ++e) {
    dx[e] *= reference::derivative_from_output(activation, static_cast<double>(x[e]));
    if (!add) continue;
    dx[e] += static_cast<double>(before[e]);
    bounds[e] += 2 * epsilon;
  }
  back.after.push_back({2, dx, bounds});
  to.push_back(std::move(back));
}

void add_scale_rows(std::vector<Case>& to, size_t n, size_t features) {
  Case one = start(Kernel::scale_rows, std::format("scale_rows [{}, {}]", n, features),
                   {rows(n, 1), rows(n, features)});
  const auto weights = random_floats(n, 74, 0, 1), x = random_floats(n * features, 75, -1, 1);
  one.before[0] = words_of(weights);
  one.before[1] = words_of(x);
  std::vector<float> y;
  for (size_t e = 0; e < x.size(); ++e) y.push_back(weights[e / features] * x[e]);
  one.after.push_back({1, {}, {}, words_of(y)});
  to.push_back(std::move(one));
}

void add_unit_kl(std::vector<Case>& to, size_t n, size_t k) {
  Case one =
      start(Kernel::unit_kl, std::format("unit_kl [{}, {}]", n, k), {rows(n, 2 * k), rows(1, k)});
  const auto heads = random_floats(n * 2 * k, 76, -2, 2);
  one.before[0] = words_of(heads);
  const auto h = doubles_of(heads);
  std::vector<double> units(k), bounds(k);
  for (size_t e = 0; e < n * k; ++e) {
    const double m = h[e / k * 2 * k + e % k], l = h[e / k * 2 * k + k + e % k];
    units[e % k] += -0.5 * (1 + l - m * m - std::exp(l)) / static_cast<double>(n);
    bounds[e % k] += (20 + static_cast<double>(n) / 32) * epsilon *
                     (1 + std::abs(l) + m * m + std::exp(l)) / static_cast<double>(n);
  }
  one.after.push_back({1, units, bounds});
  to.push_back(std::move(one));
}

void add_free_bits(std::vector<Case>& to, size_t n, size_t k) {
  Case one =
      start(Kernel::reparameterise_backward,
            std::format("reparameterise_backward [{}, {}], free bits", n, k),
            {rows(n, 2 * k), rows(n, k), rows(n, k), state_shape, rows(n, 2 * k), rows(1, k)});
  const auto heads = random_floats(n * 2 * k, 77, -3, 3), z = random_floats(n * k, 78, -4, 4);
  const auto dz = random_floats(n * k, 79, -1, 1);
  auto units = random_floats(k, 80, 0, 1);
  units[0] = 0.5f;  // as many as are free: no longer free
  one.before = {
      words_of(heads), words_of(z), words_of(dz), state_words(1, 2, 3, 4, 1e-3f, 0.75f), {},
      words_of(units)};
  one.dispatch.numbers = {0.125f, 0.5f};
  const auto h = doubles_of(heads), zd = doubles_of(z), g = doubles_of(dz);
  const double s = 0.75 * 0.125;
  auto d = reference::reparameterise_backward(n, k, h, zd, g, s);
  const auto free = reference::reparameterise_backward(n, k, h, zd, g, 0.0);
  std::vector<double> bounds(d.size());
  for (size_t e = 0; e < n * k; ++e) {
    const size_t at = e / k * 2 * k + e % k;
    if (units[e % k] < 0.5f) {
      d[at] = free[at];
      d[at + k] = free[at + k];
    }
    bounds[at] = 4 * epsilon * (std::abs(g[e]) + s * std::abs(h[at]));
    bounds[at + k] =
        8 * epsilon *
        (std::abs(g[e]) * (std::abs(zd[e]) + std::abs(h[at])) + s * (std::exp(h[at + k]) + 1));
  }
  one.after.push_back({4, d, bounds});
  to.push_back(std::move(one));
}

void add_sampled_kl(std::vector<Case>& to, size_t n, size_t k, bool weighted, bool live) {
  const auto heads = random_floats(n * 2 * k, 81, -3, 3), z = random_floats(n * k, 82, -4, 4);
  const auto dz = random_floats(n * k, 83, -1, 1), weights = random_floats(n, 84, 0, 1);
  const auto h = doubles_of(heads), zd = doubles_of(z), g = doubles_of(dz);
  Case one = start(Kernel::sampled_kl, std::format("sampled_kl [{}, {}]", n, k),
                   {rows(n, 2 * k), rows(n, k), rows(n, 1)});
  one.before[0] = words_of(heads);
  one.before[1] = words_of(z);
  std::vector<double> kl_bounds(n);

  Case back = start(Kernel::sampled_kl_backward,
                    std::format("sampled_kl_backward [{}, {}]{}{}", n, k,
                                weighted ? ", weighted" : "", live ? ", live weight" : ""),
                    {rows(n, 2 * k), rows(n, k), rows(n, k), weighted ? rows(n, 1) : none,
                     live ? state_shape : none, rows(n, 2 * k)});
  back.before = {words_of(heads), words_of(z), words_of(dz)};
  if (weighted) back.before[3] = words_of(weights);
  if (live) back.before[4] = state_words(1, 2, 3, 4, 1e-3f, 0.75f);
  back.dispatch.integers[2] = live ? uint32_t{state::beta} : 0;
  back.dispatch.numbers[0] = 0.125f;
  const double s = 0.125 * (live ? 0.75 : 1.0);
  const auto w = weighted ? doubles_of(weights) : std::vector<double>(n, 1.0);
  std::vector<double> bounds(2 * n * k);
  for (size_t e = 0; e < n * k; ++e) {
    const size_t at = e / k * 2 * k + e % k;
    const double size = std::abs(zd[e]) + std::abs(h[at]), l = h[at + k];
    kl_bounds[e / k] += 8 * epsilon * (zd[e] * zd[e] + size * size * std::exp(-l) + std::abs(l));
    const double total = std::abs(g[e]) + s * std::abs(zd[e]);
    bounds[at] = 8 * epsilon * total;
    bounds[at + k] = 8 * epsilon * (total * size + s);
  }
  one.after.push_back({2, reference::sampled_kl(n, k, h, zd), kl_bounds});
  back.after.push_back({5, reference::sampled_kl_backward(n, k, h, zd, g, w, s), bounds});
  to.push_back(std::move(one));
  to.push_back(std::move(back));
}

void add_importance(std::vector<Case>& to, size_t n, size_t times, bool live) {
  Case one = start(Kernel::loss_importance,
                   std::format("loss_importance [{}, {}]{}", n, times, live ? ", live weight" : ""),
                   {rows(n * times, 1), rows(n * times, 1), live ? state_shape : none, rows(n, 1),
                    rows(n * times, 1)});
  const auto reconstruction = random_floats(n * times, 85, 70, 120);
  const auto kl = random_floats(n * times, 86, -2, 30);
  one.before[0] = words_of(reconstruction);
  one.before[1] = words_of(kl);
  if (live) one.before[2] = state_words(1, 2, 3, 4, 1e-3f, 0.75f);
  one.dispatch.integers[2] = live ? uint32_t{state::beta} : 0;
  one.dispatch.numbers[0] = 1.0f;
  const double beta = live ? 0.75 : 1.0;
  const auto r = doubles_of(reconstruction), q = doubles_of(kl);
  const auto weights = reference::importance_weights(times, r, q, beta);
  std::vector<double> bounds;
  for (const double weight : weights) bounds.push_back(weight * epsilon * 16 * 100 + 1e-37);
  one.after.push_back({3, reference::loss_importance(n, times, r, q, beta),
                       std::vector<double>(n, epsilon * (8 * 150 + static_cast<double>(times)))});
  one.after.push_back({4, weights, bounds});
  to.push_back(std::move(one));
}

void add_label(std::vector<Case>& to, size_t n, size_t k, size_t classes, size_t times) {
  const auto z = random_floats(n * times * k, 87, -2, 2);
  std::vector<uint32_t> labels;
  for (size_t i = 0; i < n; ++i) labels.push_back(static_cast<uint32_t>(7 * i % (classes + 1)));
  Case one =
      start(Kernel::append_label,
            std::format("append_label [{}, {}] of {} classes, {} times", n, k, classes, times),
            {rows(n * times, k), rows(n, 1), rows(n * times, k + classes)});
  one.before[0] = words_of(z);
  one.before[1] = labels;
  std::vector<float> y;
  for (size_t r = 0; r < n * times; ++r) {
    y.insert(y.end(), z.begin() + static_cast<ptrdiff_t>(r * k),
             z.begin() + static_cast<ptrdiff_t>((r + 1) * k));
    for (size_t c = 0; c < classes; ++c) y.push_back(labels[r / times] == c ? 1.0f : 0.0f);
  }
  one.after.push_back({2, {}, {}, words_of(y)});
  to.push_back(std::move(one));

  Case back = start(Kernel::append_label_backward,
                    std::format("append_label_backward [{}, {}] of {} classes", n, k, classes),
                    {rows(n * times, k + classes), rows(n * times, k)});
  back.before[0] = words_of(y);
  back.after.push_back({1, {}, {}, words_of(z)});
  to.push_back(std::move(back));
}

}  // namespace

void add_samples(std::vector<Case>& to) {
  const size_t sizes[][2] = {{1, 1}, {63, 65}, {64, 64}, {65, 63}, {97, 20}, {3, 2}, {2, 127}};
  for (size_t i = 0; const auto& [n, k] : sizes) {
    add_repeat(to, n, k, 1 + i % 4, i % 2 == 1, static_cast<Activation>(i % 6));
    add_scale_rows(to, n, k);
    add_unit_kl(to, n, k);
    add_free_bits(to, n, k);
    add_sampled_kl(to, n, k, i % 2 == 0, i % 3 == 0);
    add_importance(to, n, k, i % 2 == 1);
    add_label(to, n, k, 1 + 3 * i, 1 + i % 3);
    ++i;
  }
  add_repeat(to, 5, 787, 5, true, Activation::tanh);
  add_importance(to, 67, 5, false);
}

}  // namespace cases
