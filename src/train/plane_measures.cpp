#include "train/plane_measures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace hourglass {

double empty_share(std::span<const float> places) {
  constexpr int cells = 16;  // along a side of the square that holds the circle of 2σ
  constexpr double cell = 4.0 / cells, near = 0.25;
  const auto middle = [](int i) { return -2 + cell * (i + 0.5); };
  bool reached[cells][cells] = {};
  for (size_t i = 0; i + 1 < places.size(); i += 2) {
    const double u = places[i], v = places[i + 1];
    if (!(std::abs(u) < 3 && std::abs(v) < 3)) continue;
    const auto first = [](double x) {
      return std::max(0, static_cast<int>((x - near + 2) / cell - 0.5));
    };
    const auto last = [](double x) {
      return std::min(cells - 1, static_cast<int>((x + near + 2) / cell));
    };
    for (int row = first(v); row <= last(v); ++row)
      for (int column = first(u); column <= last(u); ++column)
        if (std::hypot(u - middle(column), v - middle(row)) <= near) reached[row][column] = true;
  }
  double all = 0, empty = 0;
  for (int row = 0; row < cells; ++row)
    for (int column = 0; column < cells; ++column) {
      const double u = middle(column), v = middle(row), square = u * u + v * v;
      if (square > 4) continue;
      const double weight = std::exp(-square / 2);
      all += weight;
      if (!reached[row][column]) empty += weight;
    }
  return empty / all;
}

Job<double> telling_apart(std::vector<float> places, std::vector<Label> labels, uint32_t k) {
  const size_t count = std::min(places.size() / 2, labels.size());
  if (count < 2) co_return std::numeric_limits<double>::quiet_NaN();
  constexpr size_t rows_at_once = 50;
  const size_t neighbours = std::min<size_t>(k, count - 1);
  std::vector<std::pair<float, uint32_t>> others;
  std::vector<uint32_t> votes(size_t{std::ranges::max(labels)} + 1);
  size_t right = 0;
  for (size_t i = 0; i < count; ++i) {
    others.clear();
    for (size_t j = 0; j < count; ++j) {
      if (j == i) continue;
      const float du = places[2 * j] - places[2 * i], dv = places[2 * j + 1] - places[2 * i + 1];
      const float square = du * du + dv * dv;
      others.emplace_back(std::isfinite(square) ? square : std::numeric_limits<float>::max(),
                          static_cast<uint32_t>(j));
    }
    std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(neighbours),
                      others.end());
    std::ranges::fill(votes, 0u);
    for (size_t n = 0; n < neighbours; ++n) ++votes[labels[others[n].second]];
    const uint32_t most = std::ranges::max(votes);
    // The nearest of those classes that have most.
    for (size_t n = 0; n < neighbours; ++n)
      if (const Label label = labels[others[n].second]; votes[label] == most) {
        right += label == labels[i] ? 1 : 0;
        break;
      }
    if (i % rows_at_once == rows_at_once - 1)
      co_yield static_cast<double>(i) / static_cast<double>(count);
  }
  co_return static_cast<double>(right) / static_cast<double>(count);
}

}  // namespace hourglass
