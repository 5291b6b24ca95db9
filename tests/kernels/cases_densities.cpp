// Cases of densities that are known exactly: affine maps, mixtures, couplings.
#include <cmath>
#include <format>

#include "compute/random.h"
#include "compute/sight.h"
#include "kernels/cases.h"
#include "reference/densities.h"

namespace cases {

using namespace hourglass;

namespace {

const std::vector<float> affine{1.25f, -0.5f, 0.75f, 0.5f, 0.25f, -1.0f};

void add_affine(std::vector<Case>& to, size_t n) {
  Case one = start(Kernel::affine_inverse, std::format("affine_inverse of {} points", n),
                   {rows(n, 2), rows(3, 2), rows(n, 2), rows(n, 1)});
  const auto x = random_floats(n * 2, 101, -2, 2);
  one.before[0] = words_of(x);
  one.before[1] = words_of(affine);
  const auto w = doubles_of(affine);
  const auto u = reference::affine_inverse(doubles_of(x), w);
  one.after.push_back({2, u, std::vector<double>(u.size(), 64 * epsilon)});
  one.after.push_back({3, std::vector<double>(n, reference::log_determinant(w)),
                       std::vector<double>(n, 8 * epsilon)});
  to.push_back(std::move(one));
}

void add_affine_backward(std::vector<Case>& to, float weight) {
  Case one = start(Kernel::affine_inverse_backward,
                   std::format("affine_inverse_backward, weight {}", weight),
                   {rows(3, 2), rows(3, 2), rows(3, 2)});
  const auto sums = random_floats(6, 102, -2, 2);
  one.before[0] = words_of(sums);
  one.before[1] = words_of(affine);
  one.dispatch.numbers[0] = weight;
  const auto d = reference::affine_inverse_backward(doubles_of(sums), doubles_of(affine),
                                                    static_cast<double>(weight));
  one.after.push_back({2, d, std::vector<double>(6, 64 * epsilon)});
  to.push_back(std::move(one));
}

void add_monomials(std::vector<Case>& to, size_t n) {
  Case one =
      start(Kernel::monomials, std::format("monomials of {} points", n), {rows(n, 2), rows(n, 5)});
  const auto x = random_floats(n * 2, 103, -2, 2);
  one.before[0] = words_of(x);
  std::vector<float> y;
  for (size_t i = 0; i < x.size(); i += 2) {
    const float a = x[i], b = x[i + 1];
    y.insert(y.end(), {a, b, a * a, a * b, b * b});
  }
  one.after.push_back({1, {}, {}, words_of(y)});
  to.push_back(std::move(one));
}

std::vector<double> energy_bounds(const std::vector<double>& energies, double factor) {
  std::vector<double> bounds;
  for (const double value : energies) bounds.push_back(factor * epsilon * (1 + std::abs(value)));
  return bounds;
}

void add_mixture_start(std::vector<Case>& to, size_t n, size_t k) {
  Case one = start(Kernel::mixture_start, std::format("mixture_start of {} in {} points", k, n),
                   {rows(n, 2), state_shape, rows(6, k)});
  const auto x = random_floats(n * 2, 104, -2, 2);
  const uint64_t seed = 0x123456789ABCDEFull;
  one.before[0] = words_of(x);
  one.before[1] = state_words(7, 2, 3, seed);
  const auto first =
      static_cast<size_t>(random_words(seed, Stream::noise, 0, 0)[0] * uint64_t{n} >> 32);
  const auto energies = reference::mixture_start(k, doubles_of(x), first);
  // The mean distance is a sum of n.
  one.after.push_back({2, energies, energy_bounds(energies, 32 + static_cast<double>(n))});
  to.push_back(std::move(one));
}

// Sums of components that are wide apart from being points: what they are of cancels less.
void add_mixture_update(std::vector<Case>& to, size_t k) {
  Case one = start(Kernel::mixture_update, std::format("mixture_update of {}", k),
                   {rows(6, k), rows(6, k)});
  const auto means = random_floats(2 * k, 105, -1, 1), spreads = random_floats(3 * k, 106, 0.5f, 1);
  const auto shares = random_floats(k, 107, 5, 50);
  std::vector<float> sums(6 * k);
  for (size_t j = 0; j < k; ++j) {
    const float r = shares[j], a = means[2 * j], b = means[2 * j + 1];
    sums[j] = r * a;
    sums[k + j] = r * b;
    sums[2 * k + j] = r * (a * a + spreads[3 * j]);
    sums[3 * k + j] = r * (a * b + 0.5f * (spreads[3 * j + 1] - 0.75f));
    sums[4 * k + j] = r * (b * b + spreads[3 * j + 2]);
    sums[5 * k + j] = r;
  }
  one.before[0] = words_of(sums);
  one.dispatch.numbers[0] = 0.01f;
  const auto energies = reference::mixture_update(k, doubles_of(sums), static_cast<double>(0.01f));
  one.after.push_back({1, energies, energy_bounds(energies, 128)});
  to.push_back(std::move(one));
}

void add_take_half(std::vector<Case>& to, size_t n, size_t h, uint32_t which) {
  Case one = start(Kernel::take_half, std::format("take_half {} of [{}, {}]", which, n, 2 * h),
                   {rows(n, 2 * h), rows(n, h)});
  const auto x = random_floats(n * 2 * h, 108, -1, 1);
  one.before[0] = words_of(x);
  one.dispatch.integers[0] = which;
  std::vector<float> y;
  for (size_t e = 0; e < n * h; ++e) y.push_back(x[e / h * 2 * h + which * h + e % h]);
  one.after.push_back({1, {}, {}, words_of(y)});
  to.push_back(std::move(one));
}

void add_coupling(std::vector<Case>& to, size_t n, size_t h, uint32_t moved, bool add, bool back) {
  const auto x = random_floats(n * 2 * h, 109, -2, 2), heads = random_floats(n * 2 * h, 110, -3, 3);
  const auto before = random_floats(n, 111, -1, 1), dy = random_floats(n * 2 * h, 112, -1, 1);
  const auto next = random_floats(n * h, 113, -1, 1);
  const auto xd = doubles_of(x), hd = doubles_of(heads);
  Case one =
      start(Kernel::coupling,
            std::format("coupling of [{}, {}], half {}{}{}", n, 2 * h, moved, add ? ", added" : "",
                        back ? ", back" : ""),
            {rows(n, 2 * h), rows(n, 2 * h), rows(n, 2 * h), rows(n, h), back ? none : rows(n, 1)});
  one.before[0] = words_of(x);
  one.before[1] = words_of(heads);
  if (add && !back) one.before[4] = words_of(before);
  one.dispatch.integers = {moved, add, back};
  const auto y = reference::coupling(h, moved, xd, hd, back);
  std::vector<double> half, bounds, half_bounds, row_bounds;
  for (size_t e = 0; e < n * h; ++e) half.push_back(y[e / h * 2 * h + moved * h + e % h]);
  for (const double value : y) bounds.push_back(64 * epsilon * (4 + std::abs(value)));
  for (const double value : half) half_bounds.push_back(64 * epsilon * (4 + std::abs(value)));
  one.after.push_back({2, y, bounds});
  one.after.push_back({3, half, half_bounds});
  if (!back) {
    auto row = reference::coupling_volume(h, hd);
    for (size_t i = 0; add && i < n; ++i) row[i] += static_cast<double>(before[i]);
    one.after.push_back(
        {4, row, std::vector<double>(n, 8 * epsilon * (2 + 2.0 * static_cast<double>(h)))});
  }
  to.push_back(std::move(one));
  if (back) return;

  Case gradient = start(Kernel::coupling_backward,
                        std::format("coupling_backward of [{}, {}], half {}{}", n, 2 * h, moved,
                                    add ? ", with the next" : ""),
                        {rows(n, 2 * h), rows(n, 2 * h), rows(n, 2 * h), add ? rows(n, h) : none,
                         rows(n, 2 * h), rows(n, 2 * h)});
  gradient.before[0] = words_of(x);
  gradient.before[1] = words_of(heads);
  gradient.before[2] = words_of(dy);
  if (add) gradient.before[3] = words_of(next);
  gradient.dispatch.integers[0] = moved;
  gradient.dispatch.numbers[0] = 0.125f;
  const auto d = reference::coupling_backward(
      h, moved, xd, hd, doubles_of(dy), add ? doubles_of(next) : std::vector<double>{}, 0.125);
  const std::vector<double> wide(n * 2 * h, 64 * epsilon * 16);
  gradient.after.push_back({4, d.x, wide});
  gradient.after.push_back({5, d.heads, wide});
  to.push_back(std::move(gradient));
}

void add_mask(std::vector<Case>& to, size_t inputs, size_t outputs, const Sight& sight) {
  Case one =
      start(Kernel::mask_gradient,
            std::format("mask_gradient [{}, {}], {} numbers{}{}", inputs + 1, outputs,
                        sight.numbers, sight.first ? ", first" : "", sight.last ? ", last" : ""),
            {rows(inputs + 1, outputs)});
  const auto d = random_floats((inputs + 1) * outputs, 114, -1, 1);
  one.before[0] = words_of(d);
  one.dispatch.integers = {sight.numbers, sight.first, sight.last};
  std::vector<float> masked = d;
  // The degrees as the paper counts them, from 1.
  const auto degree = [&](size_t unit, size_t units, bool number) {
    return number ? unit + 1 : 1 + unit * (sight.numbers - 1) / units;
  };
  for (size_t i = 0; i < inputs; ++i)
    for (size_t o = 0; o < outputs; ++o) {
      const size_t known = degree(i, inputs, sight.first), seeing = degree(o, outputs, sight.last);
      if (sight.last ? known >= seeing : known > seeing) masked[i * outputs + o] = 0;
    }
  one.after.push_back({0, {}, {}, words_of(masked)});
  to.push_back(std::move(one));
}

}  // namespace

void add_densities(std::vector<Case>& to) {
  for (const size_t n : {1, 63, 64, 65, 127}) {
    add_affine(to, n);
    add_monomials(to, n);
  }
  add_affine_backward(to, 1);
  add_affine_backward(to, 0.25f);
  for (const auto& [n, k] :
       {std::pair(1, 1), std::pair(63, 3), std::pair(64, 64), std::pair(65, 8), std::pair(997, 7)})
    add_mixture_start(to, static_cast<size_t>(n), static_cast<size_t>(k));
  for (const size_t k : {1, 7, 63, 64}) add_mixture_update(to, k);
  const size_t sizes[][2] = {{1, 1}, {63, 1}, {64, 2}, {65, 3}, {7, 63}, {127, 32}};
  for (uint32_t i = 0; const auto& [n, h] : sizes) {
    add_take_half(to, n, h, i % 2);
    add_coupling(to, n, h, i % 2, i % 3 == 0, false);
    add_coupling(to, n, h, (i + 1) % 2, false, true);
    ++i;
  }
  for (const size_t d : {1, 63, 64, 65}) {
    const auto count = static_cast<uint32_t>(d);
    add_mask(to, d, d, {count, true, true});
    add_mask(to, d, 37, {count, true, false});
    add_mask(to, 37, 101, {count, false, false});
    add_mask(to, 101, d, {count, false, true});
  }
}

}  // namespace cases
