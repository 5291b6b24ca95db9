// Cases of the activations that stand on their own.
#include <cmath>
#include <format>

#include "kernels/cases.h"
#include "reference/activation.h"

namespace cases {

using namespace hourglass;

namespace {

void add_activate(std::vector<Case>& to, const Shape& shape, Activation activation) {
  Case one =
      start(Kernel::activate,
            std::format("activate {} of {} rows", about(activation).name, shape.n), {shape, shape});
  const auto x = random_floats(shape.count(), 51, -6, 6);
  one.before[0] = words_of(x);
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  std::vector<double> y, bounds;
  for (const double value : doubles_of(x)) {
    y.push_back(reference::activate(activation, value));
    const double slope = reference::derivative(activation, value);
    bounds.push_back(16 * epsilon * (std::abs(y.back()) + std::abs(value * slope)) + 1e-30);
  }
  one.after.push_back({1, y, bounds});
  to.push_back(std::move(one));
}

void add_activate_backward(std::vector<Case>& to, const Shape& shape, Activation before,
                           Activation activation) {
  Case one = start(Kernel::activate_backward,
                   std::format("activate_backward {} of {} rows after {}", about(activation).name,
                               shape.n, about(before).name),
                   {shape, shape, shape});
  const auto x = before == Activation::linear ? random_floats(shape.count(), 52, -6, 6)
                                              : random_outputs(before, shape.count(), 52);
  const auto dy = random_floats(shape.count(), 53, -1, 1);
  one.before[0] = words_of(x);
  one.before[1] = words_of(dy);
  one.dispatch.integers[0] = static_cast<uint32_t>(before);
  one.dispatch.integers[1] = static_cast<uint32_t>(activation);
  std::vector<double> dx, bounds;
  for (size_t e = 0; e < x.size(); ++e) {
    const auto value = static_cast<double>(x[e]), g = static_cast<double>(dy[e]);
    dx.push_back(reference::derivative_from_output(before, value) *
                 reference::derivative(activation, value) * g);
    // 1 − y² and y (1 − y) are as good as 1, not as themselves.
    bounds.push_back(32 * epsilon * std::abs(g));
  }
  one.after.push_back({2, dx, bounds});
  to.push_back(std::move(one));
}

}  // namespace

void add_activations(std::vector<Case>& to) {
  const Shape shapes[] = {{1, 1, 1, 1},  {1, 1, 1, 63}, {64, 1, 1, 1},
                          {5, 13, 1, 1}, {3, 7, 5, 11}, {2, 97, 101, 3}};
  for (const ActivationFacts& facts : activations) {
    for (const Shape& shape : shapes) {
      add_activate(to, shape, facts.activation);
      add_activate_backward(to, shape, Activation::linear, facts.activation);
    }
    add_activate_backward(to, {3, 7, 5, 11}, Activation::sigmoid, facts.activation);
  }
}

}  // namespace cases
