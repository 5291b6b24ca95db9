// Cases of the dense layer. A sum of K products of floats is off by about √K ε Σ|a||b| (Higham 2002,
// "Accuracy and stability of numerical algorithms", section 2.8: rounding errors as a random walk).
#include <cmath>
#include <format>

#include "kernels/cases.h"
#include "reference/dense.h"

namespace cases {

using namespace hourglass;
using reference::Sizes;

namespace {

std::vector<double> absolute(std::vector<double> values) {
  for (double& value : values) value = std::abs(value);
  return values;
}

std::vector<double> bounds_of(const std::vector<double>& sums_of_sizes, size_t k,
                              double factor = 6) {
  std::vector<double> out;
  for (const double sum : sums_of_sizes)
    out.push_back(factor * std::sqrt(static_cast<double>(k) + 1) * epsilon * sum + 1e-30);
  return out;
}

void add_forward(std::vector<Case>& to, Sizes s, Activation activation) {
  const auto x = random_floats(s.n * s.i, 1, -1, 1);
  const auto parameters = random_floats((s.i + 1) * s.o, 2, -1, 1);
  Case one = start(Kernel::dense_forward,
                   std::format("dense_forward [{}, {}] to {}, activation {}", s.n, s.i, s.o,
                               static_cast<uint32_t>(activation)),
                   {rows(s.n, s.i), rows(s.i + 1, s.o), rows(s.n, s.o)});
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  one.before[0] = words_of(x);
  one.before[1] = words_of(parameters);

  const auto xd = doubles_of(x), pd = doubles_of(parameters);
  const auto y = reference::dense_forward(s, xd, pd, activation);
  auto bounds =
      bounds_of(reference::dense_forward(s, absolute(xd), absolute(pd), Activation::linear), s.i);
  // No activation is steeper than 1; its own polynomial is good to a few units in the last place.
  for (size_t e = 0; e < y.size(); ++e) bounds[e] += 8 * epsilon * std::abs(y[e]);
  one.after.push_back({2, y, bounds});
  to.push_back(std::move(one));
}

void add_backward(std::vector<Case>& to, Sizes s, Activation activation_of_x, bool with_dx) {
  const auto x = random_outputs(activation_of_x, s.n * s.i, 3);
  const auto parameters = random_floats((s.i + 1) * s.o, 4, -1, 1);
  const auto dy = random_floats(s.n * s.o, 5, -1, 1);
  Case one =
      start(Kernel::dense_backward,
            std::format("dense_backward [{}, {}] from {}, activation {}{}", s.n, s.i, s.o,
                        static_cast<uint32_t>(activation_of_x), with_dx ? "" : ", without dx"),
            {rows(s.n, s.i), rows(s.i + 1, s.o), rows(s.n, s.o), rows(s.i + 1, s.o),
             with_dx ? rows(s.n, s.i) : none});
  one.dispatch.integers[0] = static_cast<uint32_t>(activation_of_x);
  one.before[0] = words_of(x);
  one.before[1] = words_of(parameters);
  one.before[2] = words_of(dy);

  const auto xd = doubles_of(x), pd = doubles_of(parameters), dyd = doubles_of(dy);
  one.after.push_back(
      {3, reference::dense_backward_parameters(s, xd, dyd),
       bounds_of(reference::dense_backward_parameters(s, absolute(xd), absolute(dyd)), s.n)});
  if (with_dx) {
    const auto dx = reference::dense_backward_input(s, xd, pd, dyd, activation_of_x);
    auto sums =
        reference::dense_backward_input(s, xd, absolute(pd), absolute(dyd), Activation::linear);
    const auto bounds = bounds_of(sums, s.o, 10);  // and a few roundings in act'
    one.after.push_back({4, dx, bounds});
  }
  to.push_back(std::move(one));
}

}  // namespace

void add_dense(std::vector<Case>& to) {
  // One past, at and one short of tiles and vectors; primes; past the blocks of k (256) and of rows (480).
  const Sizes sizes[] = {{1, 1, 1},     {1, 63, 65},   {63, 64, 65},  {65, 63, 64}, {64, 65, 63},
                         {64, 64, 64},  {65, 1, 63},   {7, 257, 13},  {13, 31, 37}, {131, 521, 37},
                         {2, 300, 1},   {1, 784, 33},  {499, 17, 41}, {5, 523, 17}, {521, 3, 2},
                         {12, 256, 32}, {13, 11, 257}, {128, 20, 400}};
  for (const Sizes& s : sizes) {
    add_forward(to, s, Activation::relu);
    add_backward(to, s, Activation::relu, true);
  }
  for (const ActivationFacts& facts : activations) {
    if (!facts.from_output) continue;
    add_forward(to, {17, 29, 71}, facts.activation);
    add_backward(to, {17, 71, 29}, facts.activation, true);
  }
  add_backward(to, {19, 67, 23}, Activation::linear, false);
}

std::vector<Case> whole_vectors() {
  std::vector<Case> out;
  for (const Sizes& s : {Sizes{1, 16, 12},
                         {2, 4, 4},
                         {3, 20, 16},
                         {16, 12, 64},
                         {66, 28, 36},
                         {67, 64, 100},
                         {129, 400, 40}}) {
    add_forward(out, s, Activation::tanh);
    add_backward(out, s, Activation::relu, true);
  }
  return out;
}

}  // namespace cases
