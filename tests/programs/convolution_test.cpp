// The layers of both convolutions, as a module: what a pass computes against the scalar references.
#include <doctest/doctest.h>

#include "compute/error.h"
#include "compute/state.h"
#include "kernels/cases.h"
#include "model/convolution.h"
#include "model/pass.h"
#include "model/transposed_convolution.h"
#include "reference/convolution.h"

using namespace hourglass;

namespace {

constexpr Shape picture{1, 9, 5, 2};
constexpr uint32_t batch = 3;

// There and back: 9×5 → 5×3 → 9×5.
std::vector<Module> there_and_back() {
  std::vector<Module> modules(1);
  modules[0].name = "trunk";
  modules[0].input = picture;
  modules[0].layers.push_back(std::make_unique<Convolution>(4, Window{}, Activation::tanh));
  modules[0].layers.push_back(
      std::make_unique<TransposedConvolution>(2, Window{}, 0, Activation::linear));
  return modules;
}

void check_near(const std::vector<float>& values, const std::vector<double>& wanted) {
  REQUIRE(values.size() == wanted.size());
  for (size_t i = 0; i < values.size(); ++i)
    CHECK(std::abs(static_cast<double>(values[i]) - wanted[i]) <= 1e-5 * (1 + std::abs(wanted[i])));
}

}  // namespace

TEST_CASE("a module of convolutions goes forwards and back as the scalar references do") {
  const auto backend = make_cpu_backend({1, false});
  Network network(*backend, there_and_back());
  CHECK(network.parts[0].plan.pieces[0].shape == std::vector<uint64_t>{3, 3, 2, 4});
  CHECK(network.parts[1].plan.pieces[0].shape == std::vector<uint64_t>{3, 3, 4, 2});
  network.initialise(1);
  const OwnedTensor x(*backend, {batch, picture.h, picture.w, picture.c}), dx(*backend, x->shape),
      state(*backend, cases::state_shape);
  const auto x_values = cases::random_outputs(Activation::sigmoid, x->shape.count(), 1);
  write(*backend, x, x_values);
  const auto pass_of = [&](bool with_dx, bool frozen, bool add) {
    Pass::Options options;
    options.input_activation = Activation::sigmoid;
    options.dx = with_dx ? Tensor(dx) : Tensor{};
    options.frozen = frozen;
    options.add = add;
    return Pass(network, "trunk", x, state, options);
  };
  const auto run = [&](const Pass& pass) {
    const auto dy = cases::random_floats(pass.dy().shape.count(), 2, -1, 1);
    write(*backend, pass.dy(), dy);
    Program program;
    pass.forward(program);
    pass.backward(program);
    backend->run(backend->prepare(program), 1);
    return cases::doubles_of(dy);
  };
  const Pass pass = pass_of(true, false, false);
  REQUIRE(pass.y().shape == x->shape);
  const auto dy = run(pass);

  // n, h, w, rows, columns, i, o, kernel, stride, padding
  const reference::ConvolutionSizes there{batch, 9, 5, 5, 3, 2, 4, 3, 2, 1},
      back{batch, 9, 5, 5, 3, 4, 2, 3, 2, 1};
  const auto xd = cases::doubles_of(x_values);
  const auto w0 = cases::doubles_of(read_now(*backend, network.parts[0].parameter.value)),
             w1 = cases::doubles_of(read_now(*backend, network.parts[1].parameter.value));
  const auto middle = reference::convolution(there, xd, w0, Activation::tanh);
  check_near(read_now(*backend, pass.y()),
             reference::transposed_convolution(back, middle, w1, Activation::linear));
  const auto dmiddle =
      reference::transposed_convolution_backward_input(back, middle, w1, dy, Activation::tanh);
  const auto gradients = [&](double factor) {
    auto dw0 = reference::convolution_backward_parameters(there, xd, dmiddle);
    auto dw1 = reference::transposed_convolution_backward_parameters(back, middle, dy);
    for (double& value : dw0) value *= factor;
    for (double& value : dw1) value *= factor;
    check_near(read_now(*backend, network.parts[0].parameter.gradient), dw0);
    check_near(read_now(*backend, network.parts[1].parameter.gradient), dw1);
  };
  gradients(1);
  const auto dxd =
      reference::convolution_backward_input(there, xd, w0, dmiddle, Activation::sigmoid);
  check_near(read_now(*backend, dx), dxd);

  run(pass_of(false, false, true));
  gradients(2);
  run(pass_of(true, true, false));
  gradients(2);
  run(pass_of(false, true, false));  // nobody wants anything of the first layer
  gradients(2);
}

TEST_CASE("a convolution says which pictures it cannot take, and how a transposed one sizes them") {
  const Convolution large(8, {5, 1, 0}, Activation::relu);
  CHECK_THROWS_WITH_AS(large.output({1, 4, 9, 1}), doctest::Contains("no room"), Error);
  CHECK(large.output({2, 5, 9, 1}) == Shape{2, 1, 5, 8});
  const TransposedConvolution back(1, {3, 2, 1}, 1, Activation::linear);
  CHECK(back.output({2, 7, 7, 64}) == Shape{2, 14, 14, 1});
  const TransposedConvolution nothing(1, {2, 1, 1}, 0, Activation::linear);
  CHECK_THROWS_WITH_AS(nothing.output({1, 1, 1, 4}), doctest::Contains("leaves nothing"), Error);
}
