// Figures about a data set, see statistics.h.
#include "data/statistics.h"

#include <cmath>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/core/xmath.hpp>
#include <xtensor/generators/xbuilder.hpp>

namespace hourglass {

PixelStatistics pixel_statistics(const Dataset& data) {
  // Through a histogram: exact counts, one pass over the bytes.
  xt::xtensor<double, 1> share = xt::zeros<double>({256});
  for (const uint8_t pixel : data.pixels) share(pixel) += 1.0;
  share /= static_cast<double>(data.pixels.size());
  const xt::xtensor<double, 1> value = xt::linspace(0.0, 1.0, 256);
  const double mean = xt::sum(share * value)();
  return {mean, std::sqrt(xt::sum(share * xt::square(value - mean))())};
}

std::vector<uint32_t> class_counts(const Dataset& data) {
  std::vector<uint32_t> counts(data.classes);
  for (const Label label : data.labels) ++counts[label];
  return counts;
}

}  // namespace hourglass
