// Metrics on host memory.
#include "train/metrics.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <format>
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/core/xmath.hpp>
#include <xtensor/views/xview.hpp>

namespace hourglass {

uint32_t active_units(std::span<const float> means, uint32_t units) {
  if (means.empty() || units == 0) return 0;
  const std::array<size_t, 2> shape{means.size() / units, units};
  const auto mu = xt::adapt(means.data(), means.size(), xt::no_ownership(), shape);
  const xt::xtensor<double, 1> variance = xt::variance(xt::cast<double>(mu), {0});
  return static_cast<uint32_t>(std::ranges::count_if(variance, [](double v) { return v > 0.01; }));
}

double importance_weighted_nll(std::span<const double> log_weights, uint32_t k) {
  double total = 0;
  const size_t images = log_weights.size() / k;
  for (size_t i = 0; i < images; ++i) {
    const auto w = log_weights.subspan(i * k, k);
    const double largest = *std::ranges::max_element(w);
    double sum = 0;
    for (double value : w) sum += std::exp(value - largest);
    total += largest + std::log(sum / k);
  }
  return -total / static_cast<double>(images);
}

std::string hash_of(std::span<const float> values) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (float value : values) {
    const auto bits = std::bit_cast<uint32_t>(value);
    for (uint32_t shift = 0; shift < 32; shift += 8)
      hash = (hash ^ (bits >> shift & 0xFFu)) * 0x100000001b3u;
  }
  return std::format("{:016x}", hash);
}

}  // namespace hourglass
