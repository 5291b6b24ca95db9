// Cases of batch and layer normalisation.
#include <algorithm>
#include <cmath>
#include <format>

#include "kernels/cases.h"
#include "reference/normalisation.h"

namespace cases {

using namespace hourglass;
using reference::Along;

namespace {

constexpr double small = 1e-3;  // ε

struct Data {
  Shape shape;
  size_t r, c;
  std::vector<float> x, parameters, dy;
  std::vector<double> xd, pd, g;
  double growth = 1;  // how a sum's rounding grows with its length

  Data(const Shape& s, Along along, Activation before)
      : shape(s), r(s.n * s.h * s.w), c(s.c), x(random_outputs(before, s.count(), 71)) {
    parameters = random_floats(2 * c, 72, -2, 2);
    dy = random_floats(s.count(), 73, -1, 1);
    xd = doubles_of(x), pd = doubles_of(parameters), g = doubles_of(dy);
    growth = std::sqrt(static_cast<double>(along == Along::columns ? r : c)) + 4;
  }
  std::string name(Kernel kernel, std::string_view more = "") const {
    return std::format("{} [{}, {}, {}, {}]{}", signature(kernel).stem, shape.n, shape.h, shape.w,
                       shape.c, more);
  }
};

std::vector<double> all_within(const std::vector<double>& values, double bound) {
  return std::vector<double>(values.size(), bound);
}
double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

std::vector<double> inverses(const std::vector<double>& variances) {
  std::vector<double> out;
  for (const double v : variances) out.push_back(1 / std::sqrt(v + small));
  return out;
}

void add_forward(std::vector<Case>& to, const Shape& shape, Along along, Activation activation) {
  const Data d(shape, along, Activation::linear);
  const bool batch = along == Along::columns;
  const Kernel kernel = batch ? Kernel::batch_norm : Kernel::layer_norm;
  const auto m = reference::moments(along, d.r, d.c, d.xd);
  const auto inverse = inverses(m.variance);
  const auto y = reference::normalise(along, d.r, d.c, d.xd, d.pd, m, small, activation);
  const Shape two = rows(2, d.c), saved = batch ? two : rows(d.r, 2);
  Case one = start(kernel, d.name(kernel, std::format(", {}", about(activation).name)), {});
  one.before[0] = words_of(d.x);
  one.before[1] = words_of(d.parameters);
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  one.dispatch.numbers = {static_cast<float>(small), 0.125f};
  auto& t = one.dispatch.tensors;
  t[0].shape = shape, t[1].shape = two;
  const double bound = d.growth * 16 * epsilon, steep = largest(inverse);
  const auto y_bounds = all_within(y, bound * 4 * (1 + steep));
  // mean of one set after another, then 1/σ; or the two of a row side by side
  std::vector<double> kept, kept_bounds;
  const size_t sets = m.mean.size();
  for (size_t k = 0; k < 2 * sets; ++k) {
    const size_t set = batch ? k % sets : k / 2;
    const bool mean = batch ? k < sets : k % 2 == 0;
    kept.push_back(mean ? m.mean[set] : inverse[set]);
    kept_bounds.push_back(mean ? bound : bound * inverse[set] * (1 + inverse[set]));
  }
  if (!batch) {
    t[2].shape = shape, t[3].shape = saved;
    one.after = {{2, y, y_bounds}, {3, kept, kept_bounds}};
    to.push_back(std::move(one));
    return;
  }
  t[2].shape = two, t[3].shape = shape, t[4].shape = saved;
  const auto running = random_floats(2 * d.c, 74, 0.5f, 1.5f);
  one.before[2] = words_of(running);
  auto now = doubles_of(running);
  const double many = static_cast<double>(d.r) / static_cast<double>(d.r - 1);
  for (size_t c = 0; c < d.c; ++c) {
    now[c] += 0.125 * (m.mean[c] - now[c]);
    now[d.c + c] += 0.125 * (many * m.variance[c] - now[d.c + c]);
  }
  one.after = {{2, now, all_within(now, 2 * bound)}, {3, y, y_bounds}, {4, kept, kept_bounds}};
  to.push_back(std::move(one));

  Case evaluate = start(Kernel::batch_norm_evaluate, d.name(Kernel::batch_norm_evaluate),
                        {shape, two, two, shape});
  evaluate.before = {words_of(d.x), words_of(d.parameters), words_of(running)};
  evaluate.dispatch.integers[0] = static_cast<uint32_t>(activation);
  evaluate.dispatch.numbers = {static_cast<float>(small)};
  const auto old = doubles_of(running);
  const auto middle = old.begin() + static_cast<std::ptrdiff_t>(d.c);
  const auto z = reference::normalise(
      along, d.r, d.c, d.xd, d.pd, {{old.begin(), middle}, {middle, old.end()}}, small, activation);
  evaluate.after.push_back({3, z, all_within(z, 64 * epsilon)});
  to.push_back(std::move(evaluate));
}

enum class Wanted { both, input, parameters, added };

void add_backward(std::vector<Case>& to, const Shape& shape, Along along, Activation before,
                  Wanted wanted) {
  const Data d(shape, along, before);
  const bool batch = along == Along::columns;
  const Kernel kernel = batch ? Kernel::batch_norm_backward : Kernel::layer_norm_backward;
  const auto m = reference::moments(along, d.r, d.c, d.xd);
  const auto inverse = inverses(m.variance);
  std::vector<float> saved;
  const size_t sets = m.mean.size();
  for (size_t k = 0; k < 2 * sets; ++k) {
    const size_t set = batch ? k % sets : k / 2;
    const bool mean = batch ? k < sets : k % 2 == 0;
    saved.push_back(static_cast<float>(mean ? m.mean[set] : inverse[set]));
  }
  const Shape two = rows(2, d.c);
  Case one = start(
      kernel,
      d.name(kernel,
             std::format(", after {}, wanted {}", about(before).name, static_cast<int>(wanted))),
      {shape, two, batch ? two : rows(d.r, 2), shape, wanted == Wanted::input ? none : two,
       wanted == Wanted::parameters ? none : shape});
  one.before = {words_of(d.x), words_of(d.parameters), words_of(saved), words_of(d.dy)};
  one.dispatch.integers = {static_cast<uint32_t>(before), wanted == Wanted::added ? 1u : 0u};
  if (wanted != Wanted::input) {
    auto parameters = reference::normalise_backward_parameters(along, d.r, d.c, d.xd, d.g, small);
    const double bound = 32 * epsilon * (std::sqrt(static_cast<double>(d.r)) + 4) *
                         (1 + std::sqrt(static_cast<double>(d.r))) * (1 + largest(inverse));
    if (wanted == Wanted::added) {
      const auto lain = random_floats(2 * d.c, 75, -1, 1);
      one.before[4] = words_of(lain);
      for (size_t c = 0; c < 2 * d.c; ++c) parameters[c] += static_cast<double>(lain[c]);
    }
    one.after.push_back({4, parameters, all_within(parameters, bound)});
  }
  if (wanted != Wanted::parameters) {
    const auto dx =
        reference::normalise_backward_input(along, d.r, d.c, d.xd, d.pd, d.g, small, before);
    const double steep = largest(inverse);
    one.after.push_back({5, dx, all_within(dx, 64 * epsilon * d.growth * steep * (1 + steep))});
  }
  to.push_back(std::move(one));
}

}  // namespace

void add_normalisation(std::vector<Case>& to) {
  const Shape shapes[] = {{2, 1, 1, 1},  {63, 1, 1, 65}, {64, 1, 1, 64},   {65, 1, 1, 63},
                          {3, 7, 5, 17}, {128, 1, 1, 3}, {13, 14, 14, 32}, {701, 1, 1, 97}};
  for (const Along along : {Along::columns, Along::rows})
    for (const Shape& s : shapes) {
      // Of one number, or of two, layers' deviations are rounding errors and no more.
      if (along == Along::rows && s.c < 3) continue;
      add_forward(to, s, along, Activation::linear);
      add_backward(to, s, along, Activation::linear, Wanted::both);
    }
  for (const Along along : {Along::columns, Along::rows}) {
    add_forward(to, {7, 3, 3, 19}, along, Activation::relu);
    add_forward(to, {7, 3, 3, 19}, along, Activation::tanh);
    for (const Wanted wanted : {Wanted::input, Wanted::parameters, Wanted::added})
      add_backward(to, {7, 3, 3, 19}, along, Activation::relu, wanted);
  }
  add_forward(to, {5, 1, 1, 1}, Along::rows, Activation::linear);
}

}  // namespace cases
