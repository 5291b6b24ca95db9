// The references' gradients against the complex step of the references' values. The kernels are
// compared with these gradients in tests/kernels, and as a whole network in network_test.cpp.
#include <doctest/doctest.h>

#include "gradients/complex_step.h"
#include "kernels/cases.h"
#include "reference/convolution.h"
#include "reference/dense.h"
#include "reference/latent.h"
#include "reference/loss.h"

using namespace gradients;
using hourglass::Activation;
using hourglass::Stream;

namespace {

std::vector<double> random(size_t count, uint32_t seed, float low = -1, float high = 1) {
  return cases::doubles_of(cases::random_floats(count, seed, low, high));
}

void check_same(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i)
    CHECK(std::abs(a[i] - b[i]) <= 1e-10 * (1 + std::abs(b[i])));
}

template <class T>
T dot(const std::vector<T>& a, const std::vector<double>& b) {
  T sum(0);
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * T(b[i]);
  return sum;
}

}  // namespace

TEST_CASE("each activation's derivative, by its output, matches the complex step") {
  for (const hourglass::ActivationFacts& facts : hourglass::activations) {
    if (!facts.from_output) continue;
    CAPTURE(facts.name);
    const Activation activation = facts.activation;
    for (const double x : random(200, 20, -8, 8)) {
      const double slope = reference::activate(activation, Complex(x, step)).imag() / step;
      const double y = reference::activate(activation, x);
      CHECK(std::abs(reference::derivative_from_output(activation, y) - slope) <= 1e-10);
    }
  }
}

TEST_CASE("each activation's derivative, by its input, matches the complex step") {
  for (const hourglass::ActivationFacts& facts : hourglass::activations) {
    CAPTURE(facts.name);
    for (const double x : random(200, 20, -8, 8)) {
      const double slope = reference::activate(facts.activation, Complex(x, step)).imag() / step;
      CHECK(std::abs(reference::derivative(facts.activation, x) - slope) <= 1e-10);
    }
  }
}

// x = act(u) is a layer's input; loss = Σ dy · y with y = xW + b.
TEST_CASE("the dense layer's gradients match the complex step for each activation before it") {
  const reference::Sizes s{5, 7, 6};
  const auto u = random(s.n * s.i, 1, -2, 2), parameters = random((s.i + 1) * s.o, 2);
  const auto dy = random(s.n * s.o, 3);
  for (const hourglass::ActivationFacts& facts : hourglass::activations) {
    if (!facts.from_output) continue;
    CAPTURE(facts.name);
    const Activation activation = facts.activation;
    const auto activated = [&](auto values) {
      for (auto& value : values) value = reference::activate(activation, value);
      return values;
    };
    const auto x = activated(u);
    check_same(reference::dense_backward_parameters(s, x, dy),
               complex_step(
                   [&](const auto& p) {
                     return dot(reference::dense_forward(s, complexes(x), p, Activation::linear),
                                dy);
                   },
                   parameters));
    check_same(reference::dense_backward_input(s, x, parameters, dy, activation),
               complex_step(
                   [&](const auto& pre) {
                     return dot(reference::dense_forward(s, activated(pre), complexes(parameters),
                                                         Activation::linear),
                                dy);
                   },
                   u));
  }
}

TEST_CASE("the tied layer's gradients match the complex step for each activation before it") {
  const reference::Sizes s{5, 7, 6};
  const auto u = random(s.n * s.o, 1, -2, 2), parameters = random((s.i + 1) * s.o, 2);
  const auto bias = random(s.i, 3), dy = random(s.n * s.i, 4);
  for (uint32_t a = 0; a < 6; ++a) {
    CAPTURE(a);
    const auto activation = static_cast<Activation>(a);
    const auto x = reference::activated(u, activation);
    const auto loss = [&](const auto& pre, const auto& p, const auto& b) {
      return dot(
          reference::dense_tied(s, reference::activated(pre, activation), p, b, Activation::linear),
          dy);
    };
    const auto uc = complexes(u), pc = complexes(parameters), bc = complexes(bias);
    check_same(reference::dense_tied_backward_parameters(s, x, dy),
               complex_step([&](const auto& p) { return loss(uc, p, bc); }, parameters));
    check_same(reference::dense_tied_backward_bias(s, dy),
               complex_step([&](const auto& b) { return loss(uc, pc, b); }, bias));
    check_same(reference::dense_tied_backward_input(s, x, parameters, dy, activation),
               complex_step([&](const auto& pre) { return loss(pre, pc, bc); }, u));
  }
}

TEST_CASE("both convolutions' gradients match the complex step for each activation before them") {
  // n, h, w, rows, columns, i, o, kernel, stride, padding
  for (const reference::ConvolutionSizes& s :
       {reference::ConvolutionSizes{2, 5, 4, 3, 2, 2, 3, 3, 2, 1},
        {1, 4, 6, 6, 8, 1, 2, 3, 1, 2},
        {2, 6, 5, 2, 2, 3, 1, 2, 3, 0}})
    for (const bool transposed : {false, true})
      for (uint32_t a = 0; a < 6; ++a) {
        CAPTURE(a);
        CAPTURE(transposed);
        const auto activation = static_cast<Activation>(a);
        const size_t x_places = transposed ? s.small_places() : s.large_places();
        const size_t y_places = transposed ? s.large_places() : s.small_places();
        const auto u = random(x_places * s.i, 1, -2, 2), dy = random(y_places * s.o, 3);
        const auto parameters = random((s.weights() + 1) * s.o, 2);
        const auto x = reference::activated(u, activation);
        const auto loss = [&](const auto& pre, const auto& p) {
          const auto in = reference::activated(pre, activation);
          return dot(transposed ? reference::transposed_convolution(s, in, p, Activation::linear)
                                : reference::convolution(s, in, p, Activation::linear),
                     dy);
        };
        check_same(transposed ? reference::transposed_convolution_backward_parameters(s, x, dy)
                              : reference::convolution_backward_parameters(s, x, dy),
                   complex_step([&](const auto& p) { return loss(complexes(u), p); }, parameters));
        check_same(
            transposed
                ? reference::transposed_convolution_backward_input(s, x, parameters, dy, activation)
                : reference::convolution_backward_input(s, x, parameters, dy, activation),
            complex_step([&](const auto& pre) { return loss(pre, complexes(parameters)); }, u));
      }
}

// loss = Σ dz · z + β s Σ kl
TEST_CASE("the latent's gradient matches the complex step") {
  const size_t n = 4, k = 5;
  const auto heads = random(n * 2 * k, 4, -2, 2), dz = random(n * k, 5);
  const auto epsilon = reference::noise(n * k, 9, Stream::noise, 3);
  const double beta_scale = 0.3;
  const auto z = reference::reparameterise(n, k, heads, epsilon);
  check_same(reference::reparameterise_backward(n, k, heads, z, dz, beta_scale),
             complex_step(
                 [&](const std::vector<Complex>& h) {
                   Complex loss = dot(reference::reparameterise(n, k, h, epsilon), dz);
                   for (const Complex& value : reference::kl(n, k, h)) loss += beta_scale * value;
                   return loss;
                 },
                 heads));
}

TEST_CASE("the Bernoulli loss's gradient matches the complex step, far logits too") {
  const size_t n = 3, d = 40;
  const double scale = 1.0 / 3;
  const auto x = random(n * d, 6, 0, 1);
  for (const float reach : {2.0f, 90.0f}) {
    const auto y = random(n * d, 7, -reach, reach);
    check_same(
        reference::loss_bernoulli_backward(y, x, scale),
        complex_step(
            [&](const std::vector<Complex>& logits) {
              Complex sum(0);
              for (const Complex& loss : reference::loss_bernoulli(n, d, logits, complexes(x)))
                sum += scale * loss;
              return sum;
            },
            y));
  }
}

TEST_CASE("the squared loss's gradient matches the complex step through each activation") {
  const size_t n = 3, d = 20;
  const double scale = 1.0 / 3, weight = 0.7;
  const auto x = random(n * d, 8), pre = random(n * d, 9, -2, 2);
  for (const hourglass::ActivationFacts& facts : hourglass::activations) {
    if (!facts.from_output) continue;
    CAPTURE(facts.name);
    const Activation activation = facts.activation;
    const auto activated = [&](auto values) {
      for (auto& value : values) value = reference::activate(activation, value);
      return values;
    };
    check_same(reference::loss_squared_backward(activated(pre), x, activation, scale, weight),
               complex_step(
                   [&](const std::vector<Complex>& values) {
                     Complex sum(0);
                     for (const Complex& loss : reference::loss_squared<Complex>(
                              n, d, activated(values), complexes(x), weight, 0.5))
                       sum += scale * loss;
                     return sum;
                   },
                   pre));
  }
}
