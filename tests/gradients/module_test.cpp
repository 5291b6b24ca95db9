// A module of pooling, normalisation, dropout and activations of their own, recorded by its layers: the
// gradients of a pass against differences of its own loss. The layers' kernels are held to the complex
// step elsewhere; here it is what the layers tell them.
#include <doctest/doctest.h>

#include <cmath>

#include "kernels/cases.h"
#include "model/activate.h"
#include "model/dense.h"
#include "model/dropout.h"
#include "model/normalisation.h"
#include "model/pass.h"
#include "model/pooling.h"

using namespace hourglass;

namespace {

std::vector<Module> one_of_each() {
  Module m{"body", {1, 8, 6, 3}, {}};
  m.layers.push_back(std::make_unique<BatchNorm>(Activation::tanh));
  m.layers.push_back(std::make_unique<Pool>(Pooling::average, 2));
  m.layers.push_back(std::make_unique<Upsample>(2));
  m.layers.push_back(std::make_unique<LayerNorm>());
  m.layers.push_back(std::make_unique<Pool>(Pooling::maximum, 3, 2, 1));
  add_layer(m.layers, std::make_unique<Dense>(11, Activation::sigmoid), Activation::sigmoid);
  m.layers.push_back(std::make_unique<Dropout>(0.25f));
  for (const ActivationFacts& facts : activations)
    add_layer(m.layers, std::make_unique<Dense>(7, facts.activation), facts.activation);
  m.layers.push_back(std::make_unique<Activate>(Activation::tanh));
  std::vector<Module> all;
  all.push_back(std::move(m));
  return all;
}

}  // namespace

TEST_CASE("a pass through layers of every kind has its loss's gradient") {
  const auto backend = make_cpu_backend({2, true});
  Network net(*backend, one_of_each());
  net.initialise(5);  // no kink within h
  const OwnedTensor x(*backend, Shape{16, 8, 6, 3}), dx(*backend, Shape{16, 8, 6, 3});
  const OwnedTensor state(*backend, cases::state_shape);
  write(*backend, state, cases::state_words(5, 0, 0, 9));
  auto pixels = cases::random_floats(x->shape.count(), 1, -1, 1);
  write(*backend, x, pixels);
  Pass::Options options;
  options.dx = dx;
  const Pass pass(net, "body", x, state, options);
  Program forward, backward;
  pass.forward(forward);
  pass.backward(backward);
  const OwnedProgram there = prepared(*backend, forward), back = prepared(*backend, backward);
  const auto dy = cases::random_floats(pass.y().shape.count(), 2, -1, 1);
  const auto loss = [&] {
    backend->run(there.get(), 1);
    const auto y = read_now(*backend, pass.y());
    double sum = 0;
    for (size_t e = 0; e < y.size(); ++e)
      sum += static_cast<double>(y[e]) * static_cast<double>(dy[e]);
    return sum;
  };
  loss();
  write(*backend, pass.dy(), dy);
  backend->run(back.get(), 1);
  const auto gradient = read_now(*backend, dx), slopes = read_now(*backend, net.arena.gradient);

  // Along random directions, so that floats' differences see more than their own rounding.
  const auto along = [&](auto write_to, const std::vector<float>& from,
                         const std::vector<float>& by, uint32_t seed) {
    const auto direction = cases::random_floats(from.size(), seed, -1, 1);
    constexpr float h = 1e-3f;
    double expected = 0, ends[2];
    for (int side = 0; side < 2; ++side) {
      auto there_now = from;
      for (size_t e = 0; e < from.size(); ++e) there_now[e] += (side == 0 ? -h : h) * direction[e];
      write_to(there_now);
      ends[side] = loss();
    }
    write_to(from);
    for (size_t e = 0; e < from.size(); ++e)
      expected += static_cast<double>(by[e]) * static_cast<double>(direction[e]);
    const double found = (ends[1] - ends[0]) / (2.0 * static_cast<double>(h));
    CHECK(std::abs(found - expected) <= 0.03 * (std::abs(expected) + 0.05));
  };
  const auto weights = read_now(*backend, net.arena.value);
  for (uint32_t seed = 10; seed < 14; ++seed) {
    along([&](const auto& values) { write(*backend, x, values); }, pixels, gradient, seed);
    along([&](const auto& values) { write(*backend, net.arena.value, values); }, weights, slopes,
          seed);
  }
}

TEST_CASE("evaluation drops nothing and takes running statistics, which begin at 0 and 1") {
  const auto backend = make_cpu_backend({1, true});
  std::vector<Module> modules;
  modules.push_back({"body", {1, 1, 1, 4}, {}});
  modules[0].layers.push_back(std::make_unique<BatchNorm>(Activation::linear, 0.1f, 0.0f));
  modules[0].layers.push_back(std::make_unique<Dropout>(0.5f));
  Network net(*backend, std::move(modules));
  net.initialise(5);
  const OwnedTensor x(*backend, Shape{3, 1, 1, 4}), state(*backend, cases::state_shape);
  const auto values = cases::random_floats(12, 4, -1, 1);
  write(*backend, x, values);
  Pass::Options options;
  options.mode = Mode::evaluation;
  const Pass pass(net, "body", x, state, options);
  Program program;
  pass.forward(program);
  const OwnedProgram run = prepared(*backend, program);
  backend->run(run.get(), 1);
  CHECK(read_now(*backend, pass.y()) == values);
}
