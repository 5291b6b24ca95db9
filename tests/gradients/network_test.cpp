// A whole variational autoencoder: the gradient that the kernels leave in the arena against the
// complex step of the scalar references, from the same data, noise and parameters.
#include <doctest/doctest.h>

#include "gradients/complex_step.h"
#include "kernels/cases.h"
#include "programs/network.h"
#include "reference/dense.h"
#include "reference/latent.h"
#include "reference/loss.h"

using namespace gradients;
using namespace hourglass;

namespace {

// Mean over the batch of reconstruction + β KL.
Complex loss_of(const programs::Network& net, const std::vector<Complex>& arena,
                const std::vector<Complex>& x, const std::vector<double>& epsilon, double beta,
                Activation activation) {
  const size_t n = net.batch, k = net.code;
  const auto dense = [&](size_t layer, const std::vector<Complex>& input, Activation act) {
    const auto [i, o] = net.sizes[layer];
    const auto start = arena.begin() + net.offsets[layer];
    return reference::dense_forward({n, i, o}, input, {start, start + (i + 1) * o}, act);
  };
  const auto heads = dense(1, dense(0, x, activation), Activation::linear);
  const auto z = reference::reparameterise(n, k, heads, epsilon);
  const auto y = dense(3, dense(2, z, activation), Activation::linear);
  Complex sum(0);
  for (const Complex& value : reference::loss_bernoulli(n, net.inputs, y, x)) sum += value;
  for (const Complex& value : reference::kl(n, k, heads)) sum += beta * value;
  return sum / static_cast<double>(n);
}

}  // namespace

TEST_CASE("a network's gradient matches the complex step of the scalar reference") {
  for (const Activation activation : {Activation::tanh, Activation::softplus, Activation::relu})
    for (const bool reproducible : {false, true}) {
      CAPTURE(static_cast<uint32_t>(activation));
      const auto backend = make_cpu_backend({2, reproducible});
      programs::Network net(*backend, 7, 19, 11, 3, activation);
      Program until_update(net.step.begin(),
                           net.step.begin() + static_cast<std::ptrdiff_t>(net.update));
      backend->run(backend->prepare(until_update), 1);

      const auto arena = cases::doubles_of(read_now(*backend, net.parameters));
      const auto x = complexes(cases::doubles_of(read_now(*backend, net.x)));
      const auto kernels = read_now(*backend, net.gradients);
      const auto epsilon = reference::noise(net.batch * net.code, 7, Stream::noise, 0);
      const auto truth = complex_step(
          [&](const std::vector<Complex>& p) {
            return loss_of(net, p, x, epsilon, static_cast<double>(0.6f), activation);
          },
          arena);
      double largest = 0;
      for (const double value : truth) largest = std::max(largest, std::abs(value));
      for (size_t i = 0; i < truth.size(); ++i)
        CHECK(std::abs(static_cast<double>(kernels[i]) - truth[i]) <= 3e-6 * largest);
    }
}
