// The gradients that kernels of layers leave, against the complex step of the scalar references' way
// forward, on every backend: loss = Σ dy · y.
#include <doctest/doctest.h>

#include <cmath>

#include "gradients/complex_step.h"
#include "gradients/judge.h"
#include "kernels/cases.h"
#include "reference/dropout.h"
#include "reference/normalisation.h"
#include "reference/pooling.h"

using namespace gradients;
using namespace hourglass;
using cases::Case;
using reference::Along;

namespace {

using Values = std::vector<double>;
using ComplexValues = std::vector<Complex>;

// What a kernel writes to `binding`, and the truth.
struct Check {
  Case one;
  uint32_t binding;
  Values truth;
};

Values random(size_t count, uint32_t seed, float low, float high) {
  return cases::doubles_of(cases::random_floats(count, seed, low, high));
}
std::vector<uint32_t> words(const Values& values) {
  return cases::words_of({values.begin(), values.end()});
}
template <class T>
std::vector<T> activated(std::vector<T> values, Activation activation) {
  for (T& value : values) value = reference::activate(activation, value);
  return values;
}

// x = before(u): a layer's input, and the gradient at u of Σ dy · forward(x).
struct Input {
  Activation before;
  Values u, x;
  Input(size_t count, Activation activation)
      : before(activation), u(random(count, 91, -2, 2)), x(activated(u, activation)) {}

  template <class Forward>
  Values gradient(const Values& dy, Forward&& forward) const {
    return complex_step(
        [&](const ComplexValues& at) {
          const ComplexValues y = forward(activated(at, before));
          Complex sum(0);
          for (size_t e = 0; e < y.size(); ++e) sum += y[e] * dy[e];
          return sum;
        },
        u);
  }
};

Case start(Kernel kernel, const std::vector<Values>& inputs, std::initializer_list<Shape> shapes,
           std::array<uint32_t, 8> integers) {
  Case one = cases::start(kernel, std::string(signature(kernel).stem), shapes);
  for (size_t i = 0; i < inputs.size(); ++i)
    if (!inputs[i].empty()) one.before[i] = words(inputs[i]);
  one.dispatch.integers = integers;
  return one;
}

void check_pools(std::vector<Check>& to, Activation before) {
  const Shape s{2, 7, 6, 5};
  const Input in(s.count(), before);
  const auto act = static_cast<uint32_t>(before);
  for (const reference::Window k : {reference::Window{2, 2, 0}, {3, 2, 1}, {3, 1, 1}}) {
    const Shape t = reference::pooled(s, k);
    const Values dy = random(t.count(), 92, -1, 1);
    const std::array<uint32_t, 8> integers{act, k.size, k.stride, k.padding};
    to.push_back({start(Kernel::max_pool_backward, {in.x, dy}, {s, t, s}, integers), 2,
                  in.gradient(dy, [&](const auto& x) { return reference::max_pool(s, k, x); })});
    to.push_back(
        {start(Kernel::average_pool_backward, {in.x, dy}, {s, t, s}, integers), 2,
         in.gradient(dy, [&](const auto& x) { return reference::average_pool(s, k, x); })});
  }
  const Shape up{s.n, 2 * s.h, 2 * s.w, s.c};
  const Values dy = random(up.count(), 93, -1, 1);
  to.push_back({start(Kernel::upsample_backward, {in.x, dy}, {s, up, s}, {act}), 2,
                in.gradient(dy, [&](const auto& x) { return reference::upsample(s, 2, x); })});
}

void check_norms(std::vector<Check>& to, Along along, Activation before) {
  constexpr double epsilon = 1e-5;
  const Shape s{3, 4, 3, 7}, two{2, 1, 1, 7};
  const size_t r = s.n * s.h * s.w, c = s.c;
  const Input in(s.count(), before);
  const Values parameters = random(2 * c, 94, -2, 2), dy = random(s.count(), 95, -1, 1);
  const auto forward = [&](const ComplexValues& x, const ComplexValues& p) {
    return reference::normalise(along, r, c, x, p, reference::moments(along, r, c, x), epsilon,
                                Activation::linear);
  };
  const auto moments = reference::moments(along, r, c, in.x);
  const bool batch = along == Along::columns;
  Values saved;
  for (size_t k = 0; k < 2 * moments.mean.size(); ++k) {
    const size_t set = batch ? k % c : k / 2;
    const bool mean = batch ? k < c : k % 2 == 0;
    saved.push_back(mean ? moments.mean[set] : 1 / std::sqrt(moments.variance[set] + epsilon));
  }
  const Case one =
      start(batch ? Kernel::batch_norm_backward : Kernel::layer_norm_backward,
            {in.x, parameters, saved, dy}, {s, two, batch ? two : cases::rows(r, 2), s, two, s},
            {static_cast<uint32_t>(before)});
  to.push_back({one, 5, in.gradient(dy, [&](const ComplexValues& x) {
                  return forward(x, complexes(parameters));
                })});
  to.push_back({one, 4,
                complex_step(
                    [&](const ComplexValues& p) {
                      const ComplexValues y = forward(complexes(in.x), p);
                      Complex sum(0);
                      for (size_t e = 0; e < y.size(); ++e) sum += y[e] * dy[e];
                      return sum;
                    },
                    parameters)});
}

void check_pointwise(std::vector<Check>& to, Activation before) {
  const Shape s{5, 3, 1, 11};
  const Input in(s.count(), before);
  const Values dy = random(s.count(), 96, -1, 1);
  const auto act = static_cast<uint32_t>(before);
  for (const ActivationFacts& facts : activations)
    to.push_back({start(Kernel::activate_backward, {in.x, dy}, {s, s, s},
                        {act, static_cast<uint32_t>(facts.activation)}),
                  2, in.gradient(dy, [&](const ComplexValues& x) {
                    return activated(x, facts.activation);
                  })});

  Case one = start(Kernel::dropout_backward, {in.x, dy}, {s, s, cases::state_shape, s},
                   {act, static_cast<uint32_t>(Stream::dropout), 2});
  one.before[2] = cases::state_words(5, 0, 0, 7);
  one.dispatch.numbers[0] = 0.25f;
  const Values scales = reference::dropout_scales(s.count(), 0.25f, 7, Stream::dropout, 5, 2);
  to.push_back({one, 3, in.gradient(dy, [&](ComplexValues x) {
                  for (size_t e = 0; e < x.size(); ++e) x[e] *= scales[e];
                  return x;
                })});
}

std::vector<Check> checks() {
  std::vector<Check> all;
  for (const Activation before : {Activation::linear, Activation::tanh, Activation::relu}) {
    check_pools(all, before);
    check_norms(all, Along::columns, before);
    check_norms(all, Along::rows, before);
    check_pointwise(all, before);
  }
  return all;
}

}  // namespace

TEST_CASE("the gradients of layers match the complex step") {
  Judge judge("gradients of layers on webgpu");
  for (const Check& check : checks())
    judge.check(check.one.name, check.one, check.binding, check.truth);
}
