// Cases of the dense layer.
#include <cmath>
#include <format>

#include "kernels/cases.h"
#include "reference/dense.h"

namespace cases {

using namespace hourglass;
using reference::Sizes;

namespace {

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

void add_backward(std::vector<Case>& to, Sizes s, Activation activation_of_x, bool with_dx,
                  bool with_dparameters = true, bool adds = false, bool bias = true) {
  const auto x = random_outputs(activation_of_x, s.n * s.i, 3);
  const auto parameters = random_floats((s.i + 1) * s.o, 4, -1, 1);
  const auto dy = random_floats(s.n * s.o, 5, -1, 1);
  Case one = start(Kernel::dense_backward,
                   std::format("dense_backward [{}, {}] from {}, activation {}{}{}{}{}", s.n, s.i,
                               s.o, static_cast<uint32_t>(activation_of_x),
                               with_dx ? "" : ", without dx", with_dparameters ? "" : ", frozen",
                               adds ? ", added" : "", bias ? "" : ", without bias"),
                   {rows(s.n, s.i), rows(s.i + 1, s.o), rows(s.n, s.o),
                    with_dparameters ? rows(s.i + 1, s.o) : none, with_dx ? rows(s.n, s.i) : none});
  one.dispatch.integers[0] = static_cast<uint32_t>(activation_of_x);
  one.before[0] = words_of(x);
  one.before[1] = words_of(parameters);
  one.before[2] = words_of(dy);

  const auto xd = doubles_of(x), pd = doubles_of(parameters), dyd = doubles_of(dy);
  one.dispatch.integers[2] = bias ? 0 : 1;
  if (with_dparameters) {
    auto d = reference::dense_backward_parameters(s, xd, dyd);
    if (!bias) std::fill(d.end() - static_cast<ptrdiff_t>(s.o), d.end(), 0.0);
    one.after.push_back(
        gradient(one, 3, 1, adds, d,
                 reference::dense_backward_parameters(s, absolute(xd), absolute(dyd)), s.n));
  }
  if (with_dx) {
    const auto dx = reference::dense_backward_input(s, xd, pd, dyd, activation_of_x);
    auto sums =
        reference::dense_backward_input(s, xd, absolute(pd), absolute(dyd), Activation::linear);
    const auto bounds = bounds_of(sums, s.o, 10);  // and a few roundings in act'
    one.after.push_back({4, dx, bounds});
  }
  to.push_back(std::move(one));
}

void add_tied_forward(std::vector<Case>& to, Sizes s, Activation activation) {
  const auto x = random_floats(s.n * s.o, 1, -1, 1);
  const auto parameters = random_floats((s.i + 1) * s.o, 2, -1, 1);
  const auto bias = random_floats(s.i, 7, -1, 1);
  Case one = start(Kernel::dense_tied,
                   std::format("dense_tied [{}, {}] to {}, activation {}", s.n, s.o, s.i,
                               static_cast<uint32_t>(activation)),
                   {rows(s.n, s.o), rows(s.i + 1, s.o), rows(1, s.i), rows(s.n, s.i)});
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  one.before[0] = words_of(x);
  one.before[1] = words_of(parameters);
  one.before[2] = words_of(bias);
  const auto xd = doubles_of(x), pd = doubles_of(parameters), bd = doubles_of(bias);
  const auto y = reference::dense_tied(s, xd, pd, bd, activation);
  auto bounds = bounds_of(
      reference::dense_tied(s, absolute(xd), absolute(pd), absolute(bd), Activation::linear), s.o);
  for (size_t e = 0; e < y.size(); ++e) bounds[e] += 8 * epsilon * std::abs(y[e]);
  one.after.push_back({3, y, bounds});
  to.push_back(std::move(one));
}

enum Wanted : uint32_t { dparameters = 1, dbias = 2, dx = 4, all_of_it = 7 };

void add_tied_backward(std::vector<Case>& to, Sizes s, Activation activation_of_x,
                       uint32_t wanted = all_of_it, bool adds = false, bool adds_bias = false) {
  const auto x = random_outputs(activation_of_x, s.n * s.o, 3);
  const auto parameters = random_floats((s.i + 1) * s.o, 4, -1, 1);
  const auto dy = random_floats(s.n * s.i, 5, -1, 1);
  Case one = start(Kernel::dense_tied_backward,
                   std::format("dense_tied_backward [{}, {}] from {}, activation {}, wanted {}{}{}",
                               s.n, s.o, s.i, static_cast<uint32_t>(activation_of_x), wanted,
                               adds ? ", added" : "", adds_bias ? ", bias added" : ""),
                   {rows(s.n, s.o), rows(s.i + 1, s.o), rows(s.n, s.i),
                    wanted & dparameters ? rows(s.i + 1, s.o) : none,
                    wanted & dbias ? rows(1, s.i) : none, wanted & dx ? rows(s.n, s.o) : none});
  one.dispatch.integers[0] = static_cast<uint32_t>(activation_of_x);
  one.before[0] = words_of(x);
  one.before[1] = words_of(parameters);
  one.before[2] = words_of(dy);
  const auto xd = doubles_of(x), pd = doubles_of(parameters), dyd = doubles_of(dy);
  if (wanted & dparameters)
    one.after.push_back(
        gradient(one, 3, 1, adds, reference::dense_tied_backward_parameters(s, xd, dyd),
                 reference::dense_tied_backward_parameters(s, absolute(xd), absolute(dyd)), s.n));
  if (wanted & dbias)
    one.after.push_back(gradient(one, 4, 2, adds_bias, reference::dense_tied_backward_bias(s, dyd),
                                 reference::dense_tied_backward_bias(s, absolute(dyd)), s.n));
  if (wanted & dx)
    one.after.push_back({5, reference::dense_tied_backward_input(s, xd, pd, dyd, activation_of_x),
                         bounds_of(reference::dense_tied_backward_input(
                                       s, xd, absolute(pd), absolute(dyd), Activation::linear),
                                   s.i, 10)});
  to.push_back(std::move(one));
}

void add_of_activations(std::vector<Case>& to, std::span<const ActivationFacts> some) {
  for (const ActivationFacts& facts : some) {
    if (!facts.from_output) continue;
    add_forward(to, {17, 29, 71}, facts.activation);
    add_backward(to, {17, 71, 29}, facts.activation, true);
  }
}

}  // namespace

void add_later_activations(std::vector<Case>& to) { add_of_activations(to, later_activations); }

void add_dense_gradients(std::vector<Case>& to) {
  for (const Sizes& s : {Sizes{1, 1, 1}, {65, 63, 64}, {67, 28, 36}, {130, 300, 37}, {64, 16, 8}})
    for (const bool with_dx : {false, true}) {
      add_backward(to, s, Activation::relu, with_dx, true, true);
      if (with_dx) add_backward(to, s, Activation::tanh, with_dx, false);
    }
}

void add_tied(std::vector<Case>& to) {
  for (const Sizes& s : {Sizes{1, 1, 1},
                         {1, 63, 65},
                         {63, 64, 65},
                         {65, 63, 64},
                         {64, 64, 64},
                         {7, 13, 257},
                         {131, 523, 37},
                         {67, 28, 36}}) {
    add_tied_forward(to, s, Activation::relu);
    add_tied_backward(to, s, Activation::relu);
    add_tied_backward(to, s, Activation::tanh, all_of_it, true, false);
  }
  for (uint32_t a = 0; a <= static_cast<uint32_t>(Activation::softplus); ++a) {
    add_tied_forward(to, {17, 71, 29}, static_cast<Activation>(a));
    add_tied_backward(to, {17, 29, 71}, static_cast<Activation>(a), all_of_it, true, true);
  }
  for (uint32_t wanted = 1; wanted < all_of_it; ++wanted)
    add_tied_backward(to, {19, 23, 67}, Activation::sigmoid, wanted, false, true);
}

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
  add_of_activations(to, first_activations);
  add_backward(to, {19, 67, 23}, Activation::linear, false);
  for (const bool adds : {false, true})
    for (const uint32_t width : {23u, 64u})
      add_backward(to, {19, 64, width}, Activation::tanh, true, true, adds, false);
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
