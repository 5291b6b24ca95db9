// The gradients of the terms of the loss, and of several samples an example: the kernels' on every
// backend present, and the references', against the complex step of the references' values.
#include <doctest/doctest.h>

#include "gradients/complex_step.h"
#include "gradients/judge.h"
#include "kernels/cases.h"
#include "reference/latent.h"
#include "reference/samples.h"
#include "reference/terms.h"

using namespace gradients;
using namespace hourglass;
using cases::Case;

namespace {

using Numbers = std::vector<double>;

constexpr double scale = 0.125;  // of every gradient

// Floats, so that the kernels get the same numbers; none so near 0 that a kink matters.
std::vector<float> random(size_t count, uint32_t seed, float low = -1, float high = 1) {
  return cases::random_floats(count, seed, low, high);
}

// The activation's output, as a float and as what the complex step goes through.
std::vector<float> activated(Activation activation, const std::vector<float>& pre) {
  std::vector<float> out;
  for (const float value : pre)
    out.push_back(static_cast<float>(reference::activate(activation, static_cast<double>(value))));
  return out;
}
std::vector<Complex> activated(Activation activation, std::vector<Complex> values) {
  for (Complex& value : values) value = reference::activate(activation, value);
  return values;
}

template <class T>
T total(const std::vector<T>& values) {
  T sum(0);
  for (const T& value : values) sum += value;
  return sum;
}

void check_same(const Numbers& a, const Numbers& b, double bound = 1e-10) {
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i)
    CHECK(std::abs(a[i] - b[i]) <= bound * (1 + std::abs(b[i])));
}

Case start(Kernel kernel, std::initializer_list<Shape> shapes,
           std::initializer_list<std::vector<uint32_t>> before) {
  Case one = cases::start(kernel, std::string(signature(kernel).stem), shapes);
  for (size_t i = 0; const auto& words : before) one.before[i++] = words;
  one.dispatch.numbers[0] = static_cast<float>(scale);
  return one;
}

using cases::doubles_of, cases::none, cases::rows, cases::words_of;

constexpr const char* names[] = {"linear", "relu", "leaky_relu", "tanh", "sigmoid", "softplus"};

}  // namespace

TEST_CASE("a Gaussian's gradients match the complex step, one log σ² or one a pixel") {
  Judge judge("gradients of terms on webgpu");
  const size_t n = 5, d = 19;
  const double m = -4;
  const auto x = random(n * d, 1, 0, 1);
  for (const Activation activation : {Activation::linear, Activation::sigmoid}) {
    const auto pre = random(n * d, 2, -2, 2), y = activated(activation, pre);
    const std::vector<float> log_variance{-1.5f};
    const auto value = [&](const std::vector<Complex>& mean, const std::vector<Complex>& l) {
      return scale * total(reference::loss_gaussian(n, d, mean, l, doubles_of(x), m));
    };
    const auto by_mean = complex_step(
        [&](const auto& p) {
          return value(activated(activation, p), complexes(doubles_of(log_variance)));
        },
        doubles_of(pre));
    const auto by_log =
        complex_step([&](const auto& l) { return value(complexes(doubles_of(y)), l); },
                     doubles_of(log_variance));
    const auto reference = reference::loss_gaussian_backward(
        doubles_of(y), doubles_of(log_variance), doubles_of(x), activation, scale, m);
    check_same(reference.mean, by_mean, 1e-7);  // y is a float near act(pre)
    check_same({total(reference.log_variance)}, by_log);
    Case one = start(Kernel::loss_gaussian,
                     {rows(n, d), rows(n, d), rows(1, 1), none, rows(n, 1), rows(n, d), rows(n, 1)},
                     {words_of(y), words_of(x), words_of(log_variance)});
    one.dispatch.integers[0] = static_cast<uint32_t>(activation);
    one.dispatch.numbers[1] = static_cast<float>(m);
    const std::string name = names[static_cast<uint32_t>(activation)];
    judge.check("loss_gaussian, one σ, " + name + " mean", one, 5, by_mean);
    judge.check("loss_gaussian, one σ, its log σ²", one, 6, by_log, true);
  }
  const auto y = random(n * 2 * d, 3, -3, 2);
  const auto split = [&](const auto& both, size_t half) {
    auto part = both;
    part.clear();
    for (size_t e = 0; e < n * d; ++e) part.push_back(both[e / d * 2 * d + half * d + e % d]);
    return part;
  };
  const auto truth = complex_step(
      [&](const std::vector<Complex>& p) {
        return scale *
               total(reference::loss_gaussian(n, d, split(p, 0), split(p, 1), doubles_of(x), m));
      },
      doubles_of(y));
  const auto reference =
      reference::loss_gaussian_backward(doubles_of(split(y, 0)), doubles_of(split(y, 1)),
                                        doubles_of(x), Activation::linear, scale, m);
  check_same(reference.mean, split(truth, 0));
  check_same(reference.log_variance, split(truth, 1));
  Case one = start(Kernel::loss_gaussian,
                   {rows(n, 2 * d), rows(n, d), none, none, rows(n, 1), rows(n, 2 * d), none},
                   {words_of(y), words_of(x)});
  one.dispatch.numbers[1] = static_cast<float>(m);
  judge.check("loss_gaussian, a σ a pixel", one, 5, truth);
}

TEST_CASE("the cross entropies' gradients match the complex step, of levels and of classes") {
  Judge judge("gradients of terms on webgpu");
  const size_t n = 5, d = 7, k = 6;
  const auto y = random(n * d * k, 4, -5, 5), x = random(n * d, 5, 0, 1);
  std::vector<uint32_t> levels, labels;
  for (const float value : x) levels.push_back(reference::level_of(value, k));
  for (size_t r = 0; r < n * d; ++r) labels.push_back(r % 4 == 3 ? 1000u : levels[r]);
  for (const bool classes : {false, true}) {
    const auto& chosen = classes ? labels : levels;
    const auto truth = complex_step(
        [&](const std::vector<Complex>& p) {
          return scale * total(reference::cross_entropy(k, p, chosen));
        },
        doubles_of(y));
    check_same(reference::cross_entropy_backward(k, doubles_of(y), chosen, scale), truth);
    if (classes) {
      judge.check("loss_classes",
                  start(Kernel::loss_classes,
                        {rows(n * d, k), rows(n * d, 1), none, rows(n * d, 1), rows(n * d, 1),
                         rows(n * d, k)},
                        {words_of(y), chosen}),
                  5, truth);
      continue;
    }
    Case one = start(Kernel::loss_categorical,
                     {rows(n, d * k), rows(n, d), none, rows(n, 1), rows(n, d * k)},
                     {words_of(y), words_of(x)});
    one.dispatch.integers[3] = k;
    judge.check("loss_categorical", one, 4, truth);
  }
}

TEST_CASE("the penalties' gradients match the complex step through each activation") {
  Judge judge("gradients of terms on webgpu");
  const size_t n = 6, k = 9, i = 8;
  const double rho = static_cast<double>(0.05f);
  const auto pre = random(n * k, 6, -2, 2), w = random(i * k, 7);
  const auto wd = doubles_of(w);
  for (uint32_t a = 0; a < 6; ++a) {
    const auto activation = static_cast<Activation>(a);
    const auto h = activated(activation, pre);
    const auto hd = doubles_of(h), pd = doubles_of(pre);
    const std::string name = std::string(", ") + names[a];

    const auto l1 = complex_step(
        [&](const auto& p) {
          return scale * total(reference::sparsity_l1(n, k, activated(activation, p)));
        },
        pd);
    check_same(reference::sparsity_l1_backward(hd, activation, scale), l1, 1e-7);
    Case one =
        start(Kernel::sparsity_l1, {rows(n, k), none, rows(n, 1), rows(n, k)}, {words_of(h)});
    one.dispatch.integers[0] = a;
    judge.check("sparsity_l1" + name, one, 3, l1);

    const auto contraction = [&](const std::vector<Complex>& code, const std::vector<Complex>& by) {
      return scale * total(reference::contraction(n, k, code, by, activation));
    };
    const auto by_pre = complex_step(
        [&](const auto& p) { return contraction(activated(activation, p), complexes(wd)); }, pd);
    const auto by_w =
        complex_step([&](const auto& p) { return contraction(complexes(hd), p); }, wd);
    Numbers norms(k), slopes(k);
    for (size_t e = 0; e < wd.size(); ++e) norms[e % k] += wd[e] * wd[e];
    for (size_t e = 0; e < hd.size(); ++e)
      slopes[e % k] += std::pow(reference::derivative_from_output(activation, hd[e]), 2);
    check_same(reference::contraction_backward_code(k, hd, norms, activation, scale), by_pre, 1e-6);
    check_same(reference::contraction_backward_weights(k, wd, slopes, scale), by_w);
    one = start(Kernel::contraction, {rows(n, k), rows(1, k), none, rows(n, 1), rows(n, k)},
                {words_of(h), words_of({norms.begin(), norms.end()})});
    one.dispatch.integers[0] = a;
    judge.check("contraction" + name, one, 4, by_pre);
    judge.check("contraction_backward" + name,
                start(Kernel::contraction_backward, {rows(i, k), rows(1, k), none, rows(i, k)},
                      {words_of(w), words_of({slopes.begin(), slopes.end()})}),
                3, by_w);
  }
  // The KL wants codes in (0, 1).
  const auto h = activated(Activation::sigmoid, pre);
  const auto means = reference::column_means(n, k, doubles_of(h));
  const auto truth = complex_step(
      [&](const auto& p) {
        const auto code = activated(Activation::sigmoid, p);
        return scale * static_cast<double>(n) *
               reference::sparsity_kl(reference::column_means(n, k, code), rho);
      },
      doubles_of(pre));
  check_same(
      reference::sparsity_kl_backward(k, doubles_of(h), means, Activation::sigmoid, scale, rho),
      truth, 1e-6);
  Case one = start(Kernel::sparsity_kl, {rows(n, k), rows(1, k), none, rows(n, 1), rows(n, k)},
                   {words_of(h), words_of({means.begin(), means.end()})});
  one.dispatch.integers[0] = static_cast<uint32_t>(Activation::sigmoid);
  one.dispatch.numbers[1] = 0.05f;
  judge.check("sparsity_kl, sigmoid", one, 4, truth);
}

// loss = Σ dz · z + β s Σₙ Σⱼ max(λ, KLⱼ), KLⱼ the batch's mean
TEST_CASE("free bits: the latent's gradient is that of max(λ, KL) a unit") {
  Judge judge("gradients of terms on webgpu");
  const size_t n = 6, k = 8;
  const double free = 0.5, beta = 0.75;
  auto heads = random(n * 2 * k, 8, -1, 1);
  for (size_t e = 0; e < n * k; ++e)  // the odd units near the prior
    if (e % 2) heads[e / k * 2 * k + e % k] *= 0.1f, heads[e / k * 2 * k + k + e % k] *= 0.1f;
  const auto dz = random(n * k, 9);
  const auto noise = reference::noise(n * k, 9, Stream::noise, 3);
  const auto units_of = [&](const auto& h) {
    auto units = h;
    units.assign(k, 0.0);
    for (size_t e = 0; e < n * k; ++e) {
      const auto m = h[e / k * 2 * k + e % k], l = h[e / k * 2 * k + k + e % k];
      units[e % k] += (m * m + std::exp(l) - 1.0 - l) * 0.5 / static_cast<double>(n);
    }
    return units;
  };
  const auto truth = complex_step(
      [&](const std::vector<Complex>& h) {
        Complex sum(0);
        const auto z = reference::reparameterise(n, k, h, noise);
        for (size_t e = 0; e < n * k; ++e) sum += z[e] * static_cast<double>(dz[e]);
        for (const Complex& kl : units_of(h))
          if (kl.real() >= free) sum += beta * scale * static_cast<double>(n) * kl;
        return sum;
      },
      doubles_of(heads));
  std::vector<float> z;
  for (const double value : reference::reparameterise(n, k, doubles_of(heads), noise))
    z.push_back(static_cast<float>(value));
  const auto units = units_of(doubles_of(heads));
  Case one = start(
      Kernel::reparameterise_backward,
      {rows(n, 2 * k), rows(n, k), rows(n, k), cases::state_shape, rows(n, 2 * k), rows(1, k)},
      {words_of(heads),
       words_of(z),
       words_of(dz),
       cases::state_words(1, 2, 3, 4, 1e-3f, 0.75f),
       {},
       words_of({units.begin(), units.end()})});
  one.dispatch.numbers[1] = 0.5f;
  judge.check("reparameterise with free bits", one, 4, truth);
}

TEST_CASE("rows that were repeated give back the sum of their gradients") {
  Judge judge("gradients of terms on webgpu");
  const size_t n = 4, d = 5, times = 3;
  const auto pre = random(n * d, 10, -2, 2), dy = random(n * times * d, 11);
  for (const Activation activation : {Activation::linear, Activation::tanh}) {
    const auto truth = complex_step(
        [&](const auto& p) {
          const auto x = activated(activation, p);
          Complex sum(0);
          for (size_t e = 0; e < dy.size(); ++e)
            sum += static_cast<double>(dy[e]) * x[e / (times * d) * d + e % d];
          return sum;
        },
        doubles_of(pre));
    Case one = start(Kernel::repeat_rows_backward, {rows(n * times, d), rows(n, d), rows(n, d)},
                     {words_of(dy), words_of(activated(activation, pre))});
    one.dispatch.integers[0] = static_cast<uint32_t>(activation);
    judge.check(std::string("repeat_rows_backward, ") + names[static_cast<uint32_t>(activation)],
                one, 2, truth);
  }
}

// A bound with importance weights from its kernels, one after another: −log 1/L Σₗ exp(−r − kl) with
// r = ½ |z − t|² for a decoder.
TEST_CASE("the importance-weighted bound's gradient, by its kernels, matches the complex step") {
  Judge judge("gradients of terms on webgpu");
  const size_t n = 3, times = 4, m = n * times, k = 5;
  const auto heads = random(n * 2 * k, 12), target = random(m * k, 13);
  const auto noise = reference::noise(m * k, 9, Stream::noise, 3);
  const auto repeated = [&](const auto& h) {
    auto out = h;
    out.clear();
    for (size_t e = 0; e < m * 2 * k; ++e)
      out.push_back(h[e / (times * 2 * k) * 2 * k + e % (2 * k)]);
    return out;
  };
  const auto reconstruction = [&](const auto& z) {
    auto out = z;
    out.assign(m, 0.0);
    for (size_t e = 0; e < m * k; ++e) {
      const auto off = z[e] - static_cast<double>(target[e]);
      out[e / k] += off * off * 0.5;
    }
    return out;
  };
  const auto truth = complex_step(
      [&](const std::vector<Complex>& h) {
        const auto each = repeated(h);
        const auto z = reference::reparameterise(m, k, each, noise);
        return scale * total(reference::loss_importance(n, times, reconstruction(z),
                                                        reference::sampled_kl(m, k, each, z), 1.0));
      },
      doubles_of(heads));
  const auto each = repeated(heads);
  std::vector<float> z, dz, r;
  for (const double value : reference::reparameterise(m, k, doubles_of(each), noise))
    z.push_back(static_cast<float>(value));
  for (size_t e = 0; e < m * k; ++e) dz.push_back(static_cast<float>(scale) * (z[e] - target[e]));
  for (const double value : reconstruction(doubles_of(z))) r.push_back(static_cast<float>(value));
  for (const Judge::Present& present : judge.backends()) {
    Backend& backend = *present.backend;
    const auto kl =
        cases::run(backend, start(Kernel::sampled_kl, {rows(m, 2 * k), rows(m, k), rows(m, 1)},
                                  {words_of(each), words_of(z)}))[2];
    Case loss = start(Kernel::loss_importance,
                      {rows(m, 1), rows(m, 1), none, rows(n, 1), rows(m, 1)}, {words_of(r), kl});
    loss.dispatch.numbers[0] = 1.0f;
    const auto weights = cases::run(backend, loss)[4];
    const auto weighted = cases::run(
        backend, start(Kernel::scale_rows, {rows(m, 1), rows(m, k)}, {weights, words_of(dz)}))[1];
    const auto dheads = cases::run(
        backend, start(Kernel::sampled_kl_backward,
                       {rows(m, 2 * k), rows(m, k), rows(m, k), rows(m, 1), none, rows(m, 2 * k)},
                       {words_of(each), words_of(z), weighted, weights}))[5];
    const auto back = cases::run(backend, start(Kernel::repeat_rows_backward,
                                                {rows(m, 2 * k), rows(n, 2 * k), rows(n, 2 * k)},
                                                {dheads, words_of(heads)}));
    judge.check("importance weights", present, Judge::read(back, 2), truth);
  }
}
