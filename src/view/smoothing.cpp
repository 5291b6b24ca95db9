// Running means by prefix sums.
#include "view/smoothing.h"

#include <algorithm>
#include <cmath>

namespace hourglass::view {

namespace {

std::vector<double> running_mean(std::span<const double> values) {
  const size_t count = values.size();
  std::vector<double> sums(count + 1), result(count);
  for (size_t i = 0; i < count; ++i) sums[i + 1] = sums[i] + values[i];
  for (size_t i = 0; i < count; ++i) {
    const size_t half = std::min(i / 6, count / 80 + 1), end = std::min(i + half + 1, count);
    result[i] = (sums[end] - sums[i - half]) / static_cast<double>(end - (i - half));
  }
  return result;
}

}  // namespace

Smoothed smooth(std::span<const float> values) {
  Smoothed result;
  std::vector<double> x(values.begin(), values.end());
  // One broken value must not wipe out all the sums behind it.
  for (size_t i = 0; i < x.size(); ++i)
    if (!std::isfinite(x[i])) x[i] = i > 0 ? x[i - 1] : 0;
  const std::vector<double> middle = running_mean(running_mean(x));
  std::vector<double> squares(x.size());
  for (size_t i = 0; i < x.size(); ++i) squares[i] = (x[i] - middle[i]) * (x[i] - middle[i]);
  const std::vector<double> variance = running_mean(running_mean(squares));
  for (size_t i = 0; i < x.size(); ++i) {
    result.middle.push_back(static_cast<float>(middle[i]));
    result.spread.push_back(static_cast<float>(std::sqrt(std::max(variance[i], 0.0))));
  }
  return result;
}

}  // namespace hourglass::view
