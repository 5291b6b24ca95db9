// Normal draws, and a Gaussian fitted to codes.
#include "model/prior.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "compute/random.h"

namespace hourglass {

double normal_share(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

double normal_quantile(double share) {
  if (share > 0.5) return -normal_quantile(1 - share);
  // Newton's steps on log Φ, which is concave: from 0 they come down to the root and never pass it by much.
  double x = 0;
  for (int step = 0; step < 60; ++step) {
    const double below = normal_share(x);
    const double density = std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi);
    const double change = below * std::log(below / share) / density;
    x -= change;
    if (std::abs(change) < 1e-13) break;
  }
  return x;
}

std::vector<float> normal_draws(uint64_t seed, uint32_t draw, uint32_t count) {
  std::vector<float> result;
  result.reserve(size_t{count} + 4);
  for (uint32_t block = 0; result.size() < count; ++block)
    for (const float e : normals(random_words(seed, Stream::sampling, draw, block)))
      result.push_back(e);
  result.resize(count);
  return result;
}

FittedGaussian fit_gaussian(std::span<const float> codes, uint32_t count, uint32_t size) {
  FittedGaussian fitted{std::vector<float>(size), std::vector<float>(size_t{size} * size)};
  if (count == 0 || codes.size() < size_t{count} * size) return fitted;
  std::vector<double> mean(size), factor(size_t{size} * size);
  const auto code = [&](uint32_t i, uint32_t k) { return double{1} * codes[size_t{i} * size + k]; };
  for (uint32_t i = 0; i < count; ++i)
    for (uint32_t k = 0; k < size; ++k) mean[k] += code(i, k) / count;
  const bool diagonal = size > 64;
  for (uint32_t i = 0; i < count; ++i)
    for (uint32_t r = 0; r < size; ++r)
      for (uint32_t c = diagonal ? r : 0; c <= r; ++c)
        factor[size_t{r} * size + c] += (code(i, r) - mean[r]) * (code(i, c) - mean[c]) / count;
  // Cholesky in place. A direction without variance gets none.
  for (uint32_t r = 0; r < size; ++r) {
    for (uint32_t c = diagonal ? r : 0; c <= r; ++c) {
      double rest = factor[size_t{r} * size + c];
      if (!diagonal)
        for (uint32_t k = 0; k < c; ++k)
          rest -= factor[size_t{r} * size + k] * factor[size_t{c} * size + k];
      const double pivot = factor[size_t{c} * size + c];
      factor[size_t{r} * size + c] =
          r == c ? std::sqrt(std::max(rest, 0.0)) : (pivot > 1e-9 ? rest / pivot : 0.0);
    }
  }
  fitted.mean.assign(mean.begin(), mean.end());
  fitted.factor.assign(factor.begin(), factor.end());
  return fitted;
}

std::vector<float> FittedGaussian::colour(std::span<const float> epsilon) const {
  const size_t size = mean.size();
  std::vector<float> codes(epsilon.size());
  for (size_t i = 0; i < epsilon.size(); i += size)
    for (size_t r = 0; r < size; ++r) {
      codes[i + r] = mean[r];
      for (size_t c = 0; c <= r; ++c) codes[i + r] += factor[r * size + c] * epsilon[i + c];
    }
  return codes;
}

std::vector<float> FittedGaussian::whiten(std::span<const float> codes) const {
  const size_t size = mean.size();
  std::vector<float> epsilon(codes.size());
  for (size_t i = 0; i < codes.size(); i += size)
    for (size_t r = 0; r < size; ++r) {
      double rest = double{codes[i + r]} - mean[r];
      for (size_t c = 0; c < r; ++c) rest -= double{factor[r * size + c]} * epsilon[i + c];
      const float pivot = factor[r * size + r];
      epsilon[i + r] = pivot > 1e-9f ? static_cast<float>(rest / pivot) : 0;
    }
  return epsilon;
}

}  // namespace hourglass
