// Cases of the terms of the loss: likelihoods, penalties and the sums over a batch that they need.
#include <cmath>
#include <format>

#include "kernels/cases.h"
#include "reference/terms.h"

namespace cases {

using namespace hourglass;

namespace {

double d(float x) { return static_cast<double>(x); }

// In which way a term is recorded: by turns, so that every way meets every size.
struct Way {
  bool add, live, gradient;
  explicit Way(size_t i) : add(i % 2 == 1), live(i % 3 == 0), gradient(i % 5 != 4) {}
  std::string name() const {
    return std::format("{}{}{}", add ? ", added" : "", live ? ", live weight" : "",
                       gradient ? "" : ", no gradient");
  }
};

// The gradient's weight, as the kernel is told it.
double weigh(Case& one, const Way& way, float scale, uint32_t state_binding) {
  one.dispatch.numbers[0] = scale;
  one.dispatch.integers[1] = way.add;
  if (!way.live) return d(scale);
  one.dispatch.integers[2] = state::beta;
  one.dispatch.tensors[state_binding].shape = state_shape;
  one.before[state_binding] = state_words(1, 2, 3, 4, 1e-3f, 0.75f);
  return 0.75 * d(scale);
}

void expect_gradient(Case& one, const Way& way, uint32_t binding, std::vector<double> gradient,
                     std::vector<double> bounds) {
  if (!way.gradient) {
    one.dispatch.tensors[binding].shape = none;
    return;
  }
  if (way.add) {
    const auto before = random_floats(gradient.size(), 99, -1, 1);
    one.before[binding] = words_of(before);
    for (size_t e = 0; e < gradient.size(); ++e) {
      gradient[e] += d(before[e]);
      bounds[e] += 2 * epsilon * (std::abs(d(before[e])) + std::abs(gradient[e]));
    }
  }
  one.after.push_back({binding, std::move(gradient), std::move(bounds)});
}

// A loss that was there before terms could add: the case only adds and has a live weight.
void add_old_losses(std::vector<Case>& to, size_t n, size_t features) {
  for (const Kernel kernel : {Kernel::loss_bernoulli, Kernel::loss_squared}) {
    const Way way(3);
    Case one =
        start(kernel, std::format("{} [{}, {}]{}", signature(kernel).stem, n, features, way.name()),
              {rows(n, features), rows(n, features), rows(n, 1), rows(n, features), none});
    const auto y = random_floats(n * features, 51, -2, 2),
               x = random_floats(n * features, 52, 0, 1);
    one.before[0] = words_of(y);
    one.before[1] = words_of(x);
    const double scale = weigh(one, way, 0.25f, 4);
    one.dispatch.numbers[1] = 0.5f;
    std::vector<double> gradient(y.size()), bounds(y.size());
    for (size_t e = 0; e < y.size(); ++e) {
      const double output = kernel == Kernel::loss_squared ? d(y[e]) : reference::sigmoid(d(y[e]));
      gradient[e] = scale * (output - d(x[e]));
      bounds[e] = 8 * epsilon * scale * (std::abs(output) + d(x[e]));
    }
    expect_gradient(one, way, 3, gradient, bounds);
    to.push_back(std::move(one));
  }
}

struct Gaussian {
  std::vector<double> loss, loss_bounds, mean_bounds, log_bounds;
  reference::GaussianGradient gradient;
};
Gaussian gaussian(size_t n, size_t features, const std::vector<double>& mean,
                  const std::vector<double>& log_variance, const std::vector<double>& x,
                  Activation activation, double scale, double m) {
  Gaussian g;
  g.loss = reference::loss_gaussian(n, features, mean, log_variance, x, m);
  g.gradient = reference::loss_gaussian_backward(mean, log_variance, x, activation, scale, m);
  g.loss_bounds.resize(n);
  for (size_t e = 0; e < mean.size(); ++e) {
    const double raw = log_variance[log_variance.size() == 1 ? 0 : e];
    const double l = reference::soft_floor(raw, m), error = std::abs(mean[e]) + std::abs(x[e]);
    const double relative = (16 + 8 * (std::abs(m) + std::abs(raw - m))) * epsilon;
    const double weighted = error * std::exp(-l);
    g.loss_bounds[e / features] +=
        relative * error * weighted + 8 * epsilon * (2 + std::abs(m) + std::abs(raw - m));
    g.mean_bounds.push_back(relative * scale * weighted);
    g.log_bounds.push_back(relative * scale * (1 + error * weighted));
  }
  return g;
}

void add_gaussian_shared(std::vector<Case>& to, size_t n, size_t features, const Way& way,
                         Activation activation, float log_variance) {
  Case one =
      start(Kernel::loss_gaussian,
            std::format("loss_gaussian [{}, {}], one log σ² of {}, activation {}{}", n, features,
                        log_variance, static_cast<uint32_t>(activation), way.name()),
            {rows(n, features), rows(n, features), rows(1, 1), none, rows(n, 1), rows(n, features),
             rows(n, 1)});
  const auto y = random_outputs(activation, n * features, 53);
  const auto x = random_floats(n * features, 54, 0, 1);
  one.before[0] = words_of(y);
  one.before[1] = words_of(x);
  one.before[2] = words_of({log_variance});
  const double scale = weigh(one, way, 0.125f, 3);
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  one.dispatch.numbers[1] = -5.0f;
  const Gaussian g =
      gaussian(n, features, doubles_of(y), {d(log_variance)}, doubles_of(x), activation, scale, -5);
  std::vector<double> share(n), share_bounds(n);
  for (size_t e = 0; e < n * features; ++e) {
    share[e / features] += g.gradient.log_variance[e];
    share_bounds[e / features] += g.log_bounds[e];
  }
  one.after.push_back({4, g.loss, g.loss_bounds});
  if (way.gradient)
    one.after.push_back({6, share, share_bounds});
  else
    one.dispatch.tensors[6].shape = none;
  expect_gradient(one, way, 5, g.gradient.mean, g.mean_bounds);
  to.push_back(std::move(one));
}

void add_gaussian_pixel(std::vector<Case>& to, Shape shape, const Way& way) {
  const size_t n = shape.n, features = shape.features(), group = shape.c;
  Shape both = shape;
  both.c *= 2;
  Case one = start(Kernel::loss_gaussian,
                   std::format("loss_gaussian [{}, {}, {}, {}], a σ a pixel{}", shape.n, shape.h,
                               shape.w, shape.c, way.name()),
                   {both, shape, none, none, rows(n, 1), both, none});
  const auto mean = random_floats(n * features, 55, -1, 2);
  const auto log_variance = random_floats(n * features, 56, -8, 3);
  const auto x = random_floats(n * features, 57, 0, 1);
  const auto place = [&](size_t e) { return e + e / group * group; };
  std::vector<float> y(2 * n * features);
  for (size_t e = 0; e < n * features; ++e) {
    y[place(e)] = mean[e];
    y[place(e) + group] = log_variance[e];
  }
  one.before[0] = words_of(y);
  one.before[1] = words_of(x);
  const double scale = weigh(one, way, 0.125f, 3);
  one.dispatch.numbers[1] = -5.0f;
  const Gaussian g = gaussian(n, features, doubles_of(mean), doubles_of(log_variance),
                              doubles_of(x), Activation::linear, scale, -5);
  std::vector<double> gradient(y.size()), bounds(y.size());
  for (size_t e = 0; e < n * features; ++e) {
    gradient[place(e)] = g.gradient.mean[e];
    gradient[place(e) + group] = g.gradient.log_variance[e];
    bounds[place(e)] = g.mean_bounds[e];
    bounds[place(e) + group] = g.log_bounds[e];
  }
  one.after.push_back({4, g.loss, g.loss_bounds});
  expect_gradient(one, way, 5, gradient, bounds);
  to.push_back(std::move(one));
}

struct Softmax {
  std::vector<double> loss, loss_bounds, gradient, bounds;  // loss a choice
};
Softmax softmax(size_t classes, const std::vector<double>& y, const std::vector<uint32_t>& chosen,
                double scale) {
  Softmax s{reference::cross_entropy(classes, y, chosen),
            {},
            reference::cross_entropy_backward(classes, y, chosen, scale),
            {}};
  for (size_t r = 0; r < chosen.size(); ++r) {
    double most = y[r * classes], least = most;
    for (size_t k = 0; k < classes; ++k) {
      most = std::max(most, y[r * classes + k]);
      least = std::min(least, y[r * classes + k]);
    }
    const double reach = 16 + static_cast<double>(classes) / 8;
    s.loss_bounds.push_back(epsilon * (reach + 8 * (most - least)));
    for (size_t k = 0; k < classes; ++k) {
      const double off = most - y[r * classes + k], one = k == chosen[r] ? 1 : 0;
      // Where exp saturates, e⁻⁸⁷ stands for less.
      s.bounds.push_back(scale * (epsilon * (reach + 4 * off) * (std::exp(-off) + one) + 1e-37));
    }
  }
  return s;
}

void add_categorical(std::vector<Case>& to, size_t n, size_t features, uint32_t levels, float reach,
                     const Way& way) {
  Case one = start(Kernel::loss_categorical,
                   std::format("loss_categorical [{}, {}], {} levels, logits to ±{}{}", n, features,
                               levels, reach, way.name()),
                   {rows(n, features * levels), rows(n, features), none, rows(n, 1),
                    rows(n, features * levels)});
  const auto y = random_floats(n * features * levels, 58, -reach, reach);
  auto x = random_floats(n * features, 59, 0, 1);
  for (size_t e = 0; e < x.size(); e += 3)  // on the borders of classes, 1 among them
    x[e] = static_cast<float>(e % (levels + 1)) / static_cast<float>(levels);
  one.before[0] = words_of(y);
  one.before[1] = words_of(x);
  const double scale = weigh(one, way, 0.25f, 2);
  one.dispatch.integers[3] = levels;
  std::vector<uint32_t> chosen;
  for (const float value : x) chosen.push_back(reference::level_of(value, levels));
  const Softmax s = softmax(levels, doubles_of(y), chosen, scale);
  std::vector<double> loss(n), loss_bounds(n);
  for (size_t e = 0; e < x.size(); ++e) {
    loss[e / features] += s.loss[e];
    loss_bounds[e / features] += s.loss_bounds[e] + 8 * epsilon * s.loss[e];
  }
  one.after.push_back({3, loss, loss_bounds});
  expect_gradient(one, way, 4, s.gradient, s.bounds);
  to.push_back(std::move(one));
}

void add_classes(std::vector<Case>& to, size_t n, size_t classes, float reach, const Way& way) {
  Case one =
      start(Kernel::loss_classes,
            std::format("loss_classes [{}, {}], logits to ±{}{}", n, classes, reach, way.name()),
            {rows(n, classes), rows(n, 1), none, rows(n, 1), rows(n, 1), rows(n, classes)});
  auto y = random_floats(n * classes, 60, -reach, reach);
  const auto draws = random_floats(n, 61, 0, static_cast<float>(classes));
  std::vector<uint32_t> labels;
  for (size_t r = 0; r < n; ++r) {
    labels.push_back(r % 7 == 3 ? 0xFFFFFFFFu : static_cast<uint32_t>(draws[r]));
    if (r % 5 == 1) y[r * classes + labels[r] % classes] = reach;           // right
    if (r % 5 == 2) y[r * classes] = y[r * classes + classes - 1] = reach;  // two largest
  }
  one.before[0] = words_of(y);
  one.before[1] = labels;
  const double scale = weigh(one, way, 0.25f, 2);
  const Softmax s = softmax(classes, doubles_of(y), labels, scale);
  std::vector<float> right;
  for (size_t r = 0; r < n; ++r) {
    const auto row = y.begin() + static_cast<std::ptrdiff_t>(r * classes);
    const auto best = std::max_element(row, row + static_cast<std::ptrdiff_t>(classes)) - row;
    right.push_back(static_cast<uint32_t>(best) == labels[r] ? 1.0f : 0.0f);
  }
  one.after.push_back({3, s.loss, s.loss_bounds});
  one.after.push_back({4, {}, {}, words_of(right)});
  expect_gradient(one, way, 5, s.gradient, s.bounds);
  to.push_back(std::move(one));
}

void add_column_sum(std::vector<Case>& to, size_t n, size_t k, Summand summand,
                    Activation activation, bool add) {
  Case one = start(Kernel::column_sum,
                   std::format("column_sum [{}, {}], summand {}, activation {}{}", n, k,
                               static_cast<uint32_t>(summand), static_cast<uint32_t>(activation),
                               add ? ", added" : ""),
                   {rows(n, k), rows(1, k)});
  const auto x = random_outputs(activation, n * k, 62);
  one.before[0] = words_of(x);
  Way way(add ? 1 : 2);
  const double scale = weigh(one, way, 0.375f, 0);
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  one.dispatch.integers[2] = static_cast<uint32_t>(summand);
  std::vector<double> sum(k), bounds(k);
  for (size_t e = 0; e < n * k; ++e) {
    double value = d(x[e]);
    if (summand == Summand::squared_slope)
      value = reference::derivative_from_output(activation, value);
    if (summand != Summand::value) value *= value;
    sum[e % k] += scale * value;
    bounds[e % k] += epsilon * scale * (8 + (40 + static_cast<double>(n) / 32) * std::abs(value));
  }
  expect_gradient(one, way, 1, sum, bounds);
  to.push_back(std::move(one));
}

void add_l1(std::vector<Case>& to, size_t n, size_t k, Activation activation, const Way& way) {
  Case one = start(Kernel::sparsity_l1,
                   std::format("sparsity_l1 [{}, {}], activation {}{}", n, k,
                               static_cast<uint32_t>(activation), way.name()),
                   {rows(n, k), none, rows(n, 1), rows(n, k)});
  auto h = random_outputs(activation, n * k, 63);
  for (size_t e = 0; e < h.size(); e += 4) h[e] = e % 8 ? -0.0f : 0.0f;
  one.before[0] = words_of(h);
  const double scale = weigh(one, way, 0.01f, 1);
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  const auto hd = doubles_of(h);
  const auto row = reference::sparsity_l1(n, k, hd);
  std::vector<double> row_bounds(n), bounds(n * k, 8 * epsilon * scale);
  for (size_t r = 0; r < n; ++r) row_bounds[r] = 8 * epsilon * row[r];
  one.after.push_back({2, row, row_bounds});
  expect_gradient(one, way, 3, reference::sparsity_l1_backward(hd, activation, scale), bounds);
  to.push_back(std::move(one));
}

void add_sparsity_kl(std::vector<Case>& to, size_t n, size_t k, Activation activation,
                     const Way& way) {
  Case one = start(Kernel::sparsity_kl,
                   std::format("sparsity_kl [{}, {}], activation {}{}", n, k,
                               static_cast<uint32_t>(activation), way.name()),
                   {rows(n, k), rows(1, k), none, rows(n, 1), rows(n, k)});
  const auto h = random_floats(n * k, 64, 0, 1);
  auto means = random_floats(k, 65, 0, 1);
  for (size_t j = 0; j < k; j += 5) means[j] = j % 2 ? 1.0f : j % 3 ? 0.0f : 0.03f;  // ends too
  one.before[0] = words_of(h);
  one.before[1] = words_of(means);
  const double scale = weigh(one, way, 0.01f, 2), rho = d(0.05f);
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  one.dispatch.numbers[1] = 0.05f;
  const auto hd = doubles_of(h), md = doubles_of(means);
  double bound = 0;
  std::vector<double> mean_bounds(k), bounds(n * k);
  for (size_t j = 0; j < k; ++j) {
    const double mean = reference::held(md[j]);
    // 1 − 10⁻⁶ is a float's: off by 6 % of what it is from 1.
    const double end = md[j] > 1 - 1e-6 ? 0.06 : 16 * epsilon;
    bound += end + 16 * epsilon * (std::abs(std::log(mean)) + std::abs(std::log(1 - mean)) + 4);
    mean_bounds[j] = (end + 16 * epsilon) * scale * (mean + rho) / (mean * (1 - mean));
  }
  for (size_t e = 0; e < n * k; ++e) bounds[e] = mean_bounds[e % k];
  one.after.push_back(
      {3, std::vector<double>(n, reference::sparsity_kl(md, rho)), std::vector<double>(n, bound)});
  expect_gradient(one, way, 4, reference::sparsity_kl_backward(k, hd, md, activation, scale, rho),
                  bounds);
  to.push_back(std::move(one));
}

void add_contraction(std::vector<Case>& to, size_t n, size_t k, Activation activation,
                     const Way& way) {
  Case one = start(Kernel::contraction,
                   std::format("contraction [{}, {}], activation {}{}", n, k,
                               static_cast<uint32_t>(activation), way.name()),
                   {rows(n, k), rows(1, k), none, rows(n, 1), rows(n, k)});
  const auto h = random_outputs(activation, n * k, 66), norms = random_floats(k, 67, 0, 2);
  one.before[0] = words_of(h);
  one.before[1] = words_of(norms);
  const double scale = weigh(one, way, 0.1f, 2);
  one.dispatch.integers[0] = static_cast<uint32_t>(activation);
  const auto hd = doubles_of(h), qd = doubles_of(norms);
  std::vector<double> row(n), row_bounds(n), bounds(n * k);
  for (size_t e = 0; e < n * k; ++e) {
    const double slope = reference::derivative_from_output(activation, hd[e]);
    row[e / k] += slope * slope * qd[e % k];
    row_bounds[e / k] += 16 * epsilon * (1 + slope * slope) * qd[e % k];
    bounds[e] = 64 * epsilon * scale * qd[e % k] * (1 + slope * slope) * (1 + std::abs(hd[e]));
  }
  one.after.push_back({3, row, row_bounds});
  expect_gradient(one, way, 4, reference::contraction_backward_code(k, hd, qd, activation, scale),
                  bounds);
  to.push_back(std::move(one));
}

void add_contraction_backward(std::vector<Case>& to, size_t i, size_t k, const Way& way) {
  Case one = start(Kernel::contraction_backward,
                   std::format("contraction_backward [{}, {}]{}", i, k, way.name()),
                   {rows(i, k), rows(1, k), none, rows(i, k)});
  const auto w = random_floats(i * k, 68, -1, 1), slopes = random_floats(k, 69, 0, 9);
  one.before[0] = words_of(w);
  one.before[1] = words_of(slopes);
  const double scale = weigh(one, way, 0.1f, 2);
  const auto wd = doubles_of(w), ad = doubles_of(slopes);
  const auto gradient = reference::contraction_backward_weights(k, wd, ad, scale);
  std::vector<double> bounds(gradient.size());
  for (size_t e = 0; e < bounds.size(); ++e) bounds[e] = 8 * epsilon * std::abs(gradient[e]);
  expect_gradient(one, way, 3, gradient, bounds);
  to.push_back(std::move(one));
}

}  // namespace

void add_terms(std::vector<Case>& to) {
  const size_t sizes[][2] = {{1, 1}, {63, 65}, {64, 64},  {65, 63}, {97, 20},
                             {3, 2}, {2, 127}, {101, 17}, {5, 787}};
  for (size_t i = 0; const auto& [n, k] : sizes) {
    const Way way(i);
    const auto activation = static_cast<Activation>(i % 6),
               other = static_cast<Activation>(4 - i % 2);
    add_old_losses(to, n, k);
    add_gaussian_shared(to, n, k, way, Activation::linear, i % 2 ? -1.5f : -7.0f);
    add_gaussian_pixel(to, {static_cast<uint32_t>(n), 1, 1, static_cast<uint32_t>(k)}, way);
    add_categorical(to, n, k, i % 2 ? 8 : 3, 5, way);
    add_classes(to, n, k, 5, way);
    for (const Summand summand : {Summand::value, Summand::square, Summand::squared_slope})
      add_column_sum(to, n, k, summand, other, way.add);
    add_l1(to, n, k, activation, way);
    add_sparsity_kl(to, n, k, Activation::sigmoid, way);
    add_contraction(to, n, k, other, way);
    add_contraction_backward(to, n, k, Way(way.add));
    ++i;
  }
  for (uint32_t a = 0; a < 6; ++a) {
    const auto activation = static_cast<Activation>(a);
    add_gaussian_shared(to, 11, 53, Way(a), activation, -2.0f);
    add_l1(to, 11, 53, activation, Way(1));
    add_contraction(to, 11, 53, activation, Way(a == 4 ? 1 : a));
    add_column_sum(to, 37, 53, Summand::squared_slope, activation, false);
  }
  add_column_sum(to, 1009, 1, Summand::value, Activation::linear, true);
  add_column_sum(to, 785, 131, Summand::square, Activation::linear, false);
  add_gaussian_pixel(to, {13, 7, 5, 1}, Way(1));
  add_gaussian_pixel(to, {7, 3, 11, 3}, Way(2));
  add_gaussian_pixel(to, {3, 28, 28, 1}, Way(0));
  add_gaussian_pixel(to, {3, 5, 5, 17}, Way(3));
  add_categorical(to, 3, 784, 8, 3, Way(0));
  add_categorical(to, 2, 17, 256, 4, Way(1));
  add_categorical(to, 5, 31, 2, 90, Way(2));
  add_classes(to, 128, 10, 4, Way(1));
  add_classes(to, 31, 10, 90, Way(2));
  add_sparsity_kl(to, 11, 53, Activation::linear, Way(1));
}

}  // namespace cases
