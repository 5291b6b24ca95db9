#include "gradients/forward.h"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>

#include "reference/adversarial.h"
#include "reference/convolution.h"
#include "reference/dense.h"
#include "reference/densities.h"
#include "reference/dropout.h"
#include "reference/latent.h"
#include "reference/loss.h"
#include "reference/normalisation.h"
#include "reference/pooling.h"
#include "reference/samples.h"
#include "reference/terms.h"

namespace gradients {

using namespace hourglass;
using reference::Along;
using Values = std::vector<Complex>;

namespace {

// Neither needed for a loss nor part of it.
bool passed_over(const Dispatch& dispatch) {
  if (signature(dispatch.kernel).stem.ends_with("_backward")) return true;
  switch (dispatch.kernel) {
    // They read no parameter: what they made lies on the backend.
    case Kernel::gather:
    case Kernel::noise:
    case Kernel::draw_units:
    case Kernel::corrupt:
    case Kernel::schedule:
    case Kernel::next_step:
    case Kernel::count_update:
    case Kernel::adam:
    case Kernel::sgd:
    case Kernel::rmsprop:
    case Kernel::clip_weights:
    case Kernel::interpolate:
    case Kernel::gradient_penalty:
    case Kernel::tangent:
    case Kernel::mask_gradient:
    case Kernel::square_sum:
    case Kernel::clip_gradient:
    case Kernel::scale_rows: return true;
    case Kernel::column_sum:
      return static_cast<Summand>(dispatch.integers[2]) == Summand::squared_slope;
    default: return false;
  }
}

std::vector<double> reals(const Values& values) {
  std::vector<double> out;
  for (const Complex& value : values) out.push_back(value.real());
  return out;
}

// Sums of `each` numbers.
Values sums(const Values& values, size_t each) {
  Values out(values.size() / each);
  for (size_t e = 0; e < values.size(); ++e) out[e / each] += values[e];
  return out;
}

reference::ConvolutionSizes sizes(const Shape& large, const Shape& small, bool transposed,
                                  const std::array<uint32_t, 8>& integers) {
  return {large.n,
          large.h,
          large.w,
          small.h,
          small.w,
          (transposed ? small : large).c,
          (transposed ? large : small).c,
          integers[2],
          integers[3],
          integers[4]};
}

Values normalised(Along along, const Shape& s, const Values& x, const Values& parameters,
                  const Dispatch& d) {
  const size_t r = size_t{s.n} * s.h * s.w;
  return reference::normalise(along, r, s.c, x, parameters, reference::moments(along, r, s.c, x),
                              static_cast<double>(d.numbers[0]),
                              static_cast<Activation>(d.integers[0]));
}

// A σ a pixel: y's channels are c means, then c log σ².
Values half(const Values& y, size_t c, bool second) {
  Values out;
  for (size_t e = 0; e < y.size(); ++e)
    if ((e / c % 2 == 1) == second) out.push_back(y[e]);
  return out;
}

}  // namespace

void Forward::put(const Tensor& to, const Values& values) {
  Values& memory = memory_[to.buffer];
  memory.resize(std::max(memory.size(), to.offset + values.size()));
  std::ranges::copy(values, memory.begin() + to.offset);
}

Values Forward::get(const Tensor& from) const {
  const auto found = memory_.find(from.buffer);
  if (found == memory_.end()) {
    const std::vector<float> values = read_now(backend_, from);
    return {values.begin(), values.end()};
  }
  const auto first = found->second.begin() + from.offset;
  return {first, first + from.shape.count()};
}

void Forward::run(const Program& program) {
  for (const Dispatch& dispatch : program)
    if (!passed_over(dispatch)) run(dispatch);
}

void Forward::run(const Dispatch& d) {
  const auto& t = d.tensors;
  const auto& integers = d.integers;
  const Shape& s = t[0].shape;
  const size_t n = s.n, features = s.features();
  const auto activation = static_cast<Activation>(integers[0]);
  const auto number = [&](size_t i) { return static_cast<double>(d.numbers[i]); };
  const reference::Window window{integers[1], integers[2], integers[3]};
  const Values x = get(t[0]);
  switch (d.kernel) {
    case Kernel::dense_forward:
      return put(t[2], reference::dense_forward({n, features, t[2].shape.features()}, x, get(t[1]),
                                                activation));
    case Kernel::dense_tied:
      return put(t[3], reference::dense_tied({n, t[3].shape.features(), features}, x, get(t[1]),
                                             get(t[2]), activation));
    case Kernel::convolution:
      return put(t[2], reference::convolution(sizes(s, t[2].shape, false, integers), x, get(t[1]),
                                              activation));
    case Kernel::transposed_convolution:
      return put(t[2], reference::transposed_convolution(sizes(t[2].shape, s, true, integers), x,
                                                         get(t[1]), activation));
    case Kernel::activate: return put(t[1], reference::activated(x, activation));
    case Kernel::max_pool: return put(t[1], reference::max_pool(s, window, x));
    case Kernel::average_pool: return put(t[1], reference::average_pool(s, window, x));
    case Kernel::upsample: return put(t[1], reference::upsample(s, t[1].shape.h / s.h, x));
    case Kernel::batch_norm: return put(t[3], normalised(Along::columns, s, x, get(t[1]), d));
    case Kernel::layer_norm: return put(t[2], normalised(Along::rows, s, x, get(t[1]), d));
    case Kernel::dropout: {
      Values y = x;
      const auto scales = reference::dropout_scales(
          y.size(), d.numbers[0], seed_, static_cast<Stream>(integers[1]), step_, integers[2]);
      for (size_t e = 0; e < y.size(); ++e) y[e] *= scales[e];
      return put(t[2], y);
    }
    case Kernel::reparameterise: {
      const size_t k = t[2].shape.features();
      const auto noise = reference::noise(n * k, seed_, static_cast<Stream>(integers[0]), step_);
      put(t[2], reference::reparameterise(n, k, x, noise));
      return put(t[3], reference::kl(n, k, x));
    }
    case Kernel::unit_kl: {
      const size_t k = features / 2;
      Values units(k);
      for (size_t e = 0; e < n * k; ++e) {
        const Complex m = x[e / k * 2 * k + e % k], l = x[e / k * 2 * k + k + e % k];
        units[e % k] += (m * m + std::exp(l) - 1.0 - l) * (0.5 / static_cast<double>(n));
      }
      return put(t[1], units);
    }
    case Kernel::loss_bernoulli:
      return put(t[2], reference::loss_bernoulli(n, features, x, get(t[1])));
    case Kernel::loss_squared:
      return put(t[2],
                 reference::loss_squared<Complex>(n, features, x, get(t[1]), number(1), number(2)));
    case Kernel::loss_gaussian: {
      const bool one = static_cast<bool>(t[2]);
      const size_t c = s.c / 2;
      return put(t[4], reference::loss_gaussian(
                           n, t[1].shape.features(), one ? x : half(x, c, false),
                           one ? get(t[2]) : half(x, c, true), reals(get(t[1])), number(1)));
    }
    case Kernel::loss_categorical: {
      std::vector<uint32_t> levels;
      for (const double value : reals(get(t[1])))
        levels.push_back(reference::level_of(static_cast<float>(value), integers[3]));
      return put(t[3], sums(reference::cross_entropy(integers[3], x, levels), levels.size() / n));
    }
    case Kernel::column_sum: {
      Values sum(features);
      const bool square = static_cast<Summand>(integers[2]) == Summand::square;
      for (size_t e = 0; e < x.size(); ++e)
        sum[e % features] += number(0) * (square ? x[e] * x[e] : x[e]);
      return put(t[1], sum);
    }
    case Kernel::sparsity_l1: return put(t[2], reference::sparsity_l1(n, features, x));
    case Kernel::sparsity_kl:
      return put(t[3], Values(n, reference::sparsity_kl(get(t[1]), number(1))));
    case Kernel::contraction: {
      const Values norms = get(t[1]);
      Values terms = x;
      for (size_t e = 0; e < x.size(); ++e) {
        const Complex slope = reference::derivative_from_output(activation, x[e]);
        terms[e] = slope * slope * norms[e % features];
      }
      return put(t[3], sums(terms, features));
    }
    case Kernel::repeat_rows: {
      const size_t times = t[1].shape.n / n;
      Values y;
      for (size_t e = 0; e < x.size() * times; ++e)
        y.push_back(x[e / (times * features) * features + e % features]);
      return put(t[1], y);
    }
    case Kernel::append_label: {
      const size_t width = t[2].shape.features(), times = n / t[1].shape.n;
      const auto labels = read_now(backend_, t[1]);
      Values y(n * width);
      for (size_t r = 0; r < n; ++r) {
        const auto label = std::bit_cast<uint32_t>(labels[r / times]);
        for (size_t j = 0; j < features; ++j) y[r * width + j] = x[r * features + j];
        if (label < width - features) y[r * width + features + label] = 1;
      }
      return put(t[2], y);
    }
    case Kernel::sampled_kl:
      return put(t[2], reference::sampled_kl(n, t[1].shape.features(), x, get(t[1])));
    case Kernel::loss_adversarial: {
      Values row = integers[1] != 0 ? get(t[1]) : Values(n);
      for (size_t i = 0; i < n; ++i)
        row[i] += reference::adversarial(static_cast<Contest>(integers[0]),
                                         static_cast<Turn>(integers[2]), x[i]);
      return put(t[1], row);
    }
    case Kernel::affine_inverse:
      put(t[2], reference::affine_inverse(x, get(t[1])));
      return put(t[3], Values(n, reference::log_determinant(get(t[1]))));
    case Kernel::take_half: {
      const size_t h = t[1].shape.features();
      Values y;
      for (size_t e = 0; e < n * h; ++e) y.push_back(x[e / h * 2 * h + integers[0] * h + e % h]);
      return put(t[1], y);
    }
    case Kernel::coupling: {
      const size_t h = features / 2;
      const Values y = reference::coupling(h, integers[0], x, get(t[1]), integers[2] != 0);
      Values half;
      for (size_t e = 0; e < n * h; ++e) half.push_back(y[e / h * 2 * h + integers[0] * h + e % h]);
      put(t[2], y);
      put(t[3], half);
      Values row = reference::coupling_volume(h, get(t[1]));
      const Values before = integers[1] != 0 ? get(t[4]) : Values(n);
      for (size_t i = 0; i < n; ++i) row[i] += before[i];
      return put(t[4], row);
    }
    case Kernel::loss_importance: {
      const size_t examples = t[3].shape.n;
      const double live = t[2] ? double{read_now(backend_, t[2])[integers[2]]} : 1;
      return put(t[3], reference::loss_importance(examples, x.size() / examples, x, get(t[1]),
                                                  number(0) * live));
    }
    default:
      throw std::runtime_error("no reference of the way forward: " +
                               std::string(signature(d.kernel).stem));
  }
}

}  // namespace gradients
