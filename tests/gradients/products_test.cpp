// The gradients that products, convolutions, the latent and the plain losses leave, against the complex
// step of the scalar references' way forward, on every backend.
#include <doctest/doctest.h>

#include "gradients/complex_step.h"
#include "gradients/judge.h"
#include "reference/convolution.h"
#include "reference/dense.h"
#include "reference/latent.h"
#include "reference/loss.h"

using namespace gradients;
using namespace hourglass;
using cases::Case, cases::doubles_of, cases::none, cases::rows, cases::words_of;
using reference::ConvolutionSizes;

namespace {

using Values = std::vector<double>;
using ComplexValues = std::vector<Complex>;

std::vector<float> random(size_t count, uint32_t seed, float low = -1, float high = 1) {
  return cases::random_floats(count, seed, low, high);
}
std::vector<float> floats(const Values& values) { return {values.begin(), values.end()}; }

Complex dot(const ComplexValues& y, const std::vector<float>& dy) {
  Complex sum(0);
  for (size_t e = 0; e < y.size(); ++e) sum += y[e] * static_cast<double>(dy[e]);
  return sum;
}

Case start(Kernel kernel, std::initializer_list<Shape> shapes,
           std::initializer_list<std::vector<uint32_t>> before, Activation activation) {
  Case one = cases::start(kernel, std::string(signature(kernel).stem), shapes);
  for (size_t i = 0; const auto& words : before) one.before[i++] = words;
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  return one;
}

// A layer with parameters behind an activation that is fused into what made its x.
template <class F>
void for_activations(F&& f) {
  for (const ActivationFacts& facts : activations)
    if (facts.from_output) f(facts.activation);
}

}  // namespace

TEST_CASE("the gradients of dense and tied layers match the complex step on every backend") {
  Judge judge("gradients of dense layers on webgpu");
  const reference::Sizes s{9, 23, 17};
  const auto parameters = random((s.i + 1) * s.o, 2), bias = random(s.i, 3);
  const auto pc = complexes(doubles_of(parameters)), bc = complexes(doubles_of(bias));
  const Shape weights = rows(s.i + 1, s.o);
  for_activations([&](Activation before) {
    const auto forward = [&](const ComplexValues& u, const ComplexValues& p) {
      return reference::dense_forward(s, reference::activated(u, before), p, Activation::linear);
    };
    const auto u = doubles_of(random(s.n * s.i, 1, -2, 2));
    const auto dy = random(s.n * s.o, 4);
    Case one = start(
        Kernel::dense_backward, {rows(s.n, s.i), weights, rows(s.n, s.o), weights, rows(s.n, s.i)},
        {words_of(floats(reference::activated(u, before))), words_of(parameters), words_of(dy)},
        before);
    judge.check("dense", one, 3,
                complex_step([&](const auto& p) { return dot(forward(complexes(u), p), dy); },
                             doubles_of(parameters)));
    judge.check("dense", one, 4,
                complex_step([&](const auto& at) { return dot(forward(at, pc), dy); }, u));

    const auto tied = [&](const ComplexValues& at, const ComplexValues& p, const ComplexValues& b) {
      return reference::dense_tied(s, reference::activated(at, before), p, b, Activation::linear);
    };
    const auto v = doubles_of(random(s.n * s.o, 5, -2, 2));
    const auto dx = random(s.n * s.i, 6);
    one = start(
        Kernel::dense_tied_backward,
        {rows(s.n, s.o), weights, rows(s.n, s.i), weights, rows(1, s.i), rows(s.n, s.o)},
        {words_of(floats(reference::activated(v, before))), words_of(parameters), words_of(dx)},
        before);
    judge.check("dense_tied", one, 3,
                complex_step([&](const auto& p) { return dot(tied(complexes(v), p, bc), dx); },
                             doubles_of(parameters)));
    judge.check("dense_tied", one, 4,
                complex_step([&](const auto& b) { return dot(tied(complexes(v), pc, b), dx); },
                             doubles_of(bias)));
    judge.check("dense_tied", one, 5,
                complex_step([&](const auto& at) { return dot(tied(at, pc, bc), dx); }, v));
  });
}

TEST_CASE("the gradients of both convolutions match the complex step on every backend") {
  Judge judge("gradients of convolutions on webgpu");
  // n, h, w, rows, columns, i, o, kernel, stride, padding
  for (const ConvolutionSizes& s :
       {ConvolutionSizes{2, 7, 6, 4, 3, 3, 5, 3, 2, 1}, {3, 5, 5, 4, 4, 2, 9, 4, 1, 1}})
    for (const bool transposed : {false, true})
      for_activations([&](Activation before) {
        const auto forward = [&](const ComplexValues& u, const ComplexValues& p) {
          const auto x = reference::activated(u, before);
          return transposed ? reference::transposed_convolution(s, x, p, Activation::linear)
                            : reference::convolution(s, x, p, Activation::linear);
        };
        const auto picture = [&](bool large, size_t c) {
          return Shape{static_cast<uint32_t>(s.n), static_cast<uint32_t>(large ? s.h : s.rows),
                       static_cast<uint32_t>(large ? s.w : s.columns), static_cast<uint32_t>(c)};
        };
        const Shape x = picture(!transposed, s.i), y = picture(transposed, s.o);
        const Shape weights = rows(s.weights() + 1, s.o);
        const auto parameters = random(weights.count(), 2), dy = random(y.count(), 3);
        const auto u = doubles_of(random(x.count(), 1, -2, 2));
        Case one = start(
            transposed ? Kernel::transposed_convolution_backward : Kernel::convolution_backward,
            {x, weights, y, weights, x},
            {words_of(floats(reference::activated(u, before))), words_of(parameters), words_of(dy)},
            before);
        one.dispatch.integers[2] = static_cast<uint32_t>(s.kernel);
        one.dispatch.integers[3] = static_cast<uint32_t>(s.stride);
        one.dispatch.integers[4] = static_cast<uint32_t>(s.padding);
        judge.check(one.name, one, 3,
                    complex_step([&](const auto& p) { return dot(forward(complexes(u), p), dy); },
                                 doubles_of(parameters)));
        judge.check(one.name, one, 4,
                    complex_step(
                        [&](const auto& at) {
                          return dot(forward(at, complexes(doubles_of(parameters))), dy);
                        },
                        u));
      });
}

// loss = Σ dz · z + β s Σ kl
TEST_CASE("the latent's gradient matches the complex step on every backend") {
  Judge judge("the latent's gradient on webgpu");
  const size_t n = 7, k = 11;
  const float scale = 0.25f, beta = 0.75f;
  const auto heads = random(n * 2 * k, 4, -2, 2), dz = random(n * k, 5);
  const auto noise = reference::noise(n * k, 4, Stream::noise, 1);
  const auto z = floats(reference::reparameterise(n, k, doubles_of(heads), noise));
  Case one = start(
      Kernel::reparameterise_backward,
      {rows(n, 2 * k), rows(n, k), rows(n, k), cases::state_shape, rows(n, 2 * k)},
      {words_of(heads), words_of(z), words_of(dz), cases::state_words(1, 0, 0, 4, 1e-3f, beta)},
      Activation::linear);
  one.dispatch.numbers[0] = scale;
  judge.check(one.name, one, 4,
              complex_step(
                  [&](const ComplexValues& h) {
                    Complex sum = dot(reference::reparameterise(n, k, h, noise), dz);
                    for (const Complex& kl : reference::kl(n, k, h))
                      sum += double{scale} * double{beta} * kl;
                    return sum;
                  },
                  doubles_of(heads)));
}

TEST_CASE("the plain losses' gradients match the complex step on every backend") {
  Judge judge("gradients of losses on webgpu");
  const size_t n = 5, d = 37;
  const float scale = 0.25f, weight = 0.7f;
  const auto x = random(n * d, 6, 0, 1);
  const auto xc = complexes(doubles_of(x));
  const auto total = [&](const ComplexValues& rows_of) {
    Complex sum(0);
    for (const Complex& value : rows_of) sum += double{scale} * value;
    return sum;
  };
  const std::initializer_list<Shape> shapes{rows(n, d), rows(n, d), rows(n, 1), rows(n, d)};
  for_activations([&](Activation activation) {
    const auto u = doubles_of(random(n * d, 7, -2, 2));
    const auto y = floats(reference::activated(u, activation));
    Case one = start(Kernel::loss_squared, shapes, {words_of(y), words_of(x)}, activation);
    one.dispatch.numbers = {scale, weight};
    judge.check(one.name, one, 3,
                complex_step(
                    [&](const ComplexValues& at) {
                      return total(reference::loss_squared<Complex>(
                          n, d, reference::activated(at, activation), xc, double{weight}, 0.0));
                    },
                    u));
  });
  const auto logits = random(n * d, 8, -9, 9);
  Case one =
      start(Kernel::loss_bernoulli, shapes, {words_of(logits), words_of(x)}, Activation::linear);
  one.dispatch.numbers[0] = scale;
  judge.check(
      one.name, one, 3,
      complex_step(
          [&](const ComplexValues& at) { return total(reference::loss_bernoulli(n, d, at, xc)); },
          doubles_of(logits)));
}
