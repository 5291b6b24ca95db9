#include "model/paths.h"

#include <algorithm>
#include <cmath>

namespace hourglass {

std::vector<float> between(std::span<const float> a, std::span<const float> b, float t, Way way) {
  double from = 1 - double{t}, to = t;
  if (way == Way::spherical) {
    double aa = 0, bb = 0, ab = 0;
    for (size_t k = 0; k < a.size(); ++k) {
      aa += double{a[k]} * a[k];
      bb += double{b[k]} * b[k];
      ab += double{a[k]} * b[k];
    }
    const double angle = std::acos(std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0));
    if (const double sine = std::sin(angle); sine > 1e-4) {
      from = std::sin(from * angle) / sine;
      to = std::sin(to * angle) / sine;
    }
  }
  std::vector<float> place(a.size());
  for (size_t k = 0; k < a.size(); ++k) place[k] = static_cast<float>(from * a[k] + to * b[k]);
  return place;
}

std::vector<float> along(std::span<const float> line, uint32_t size, uint32_t count) {
  const size_t places = line.size() / size;
  std::vector<double> lengths{0};  // from the beginning to each place
  for (size_t i = 1; i < places; ++i) {
    double square = 0;
    for (size_t k = 0; k < size; ++k) {
      const double d = double{line[i * size + k]} - line[(i - 1) * size + k];
      square += d * d;
    }
    lengths.push_back(lengths.back() + std::sqrt(square));
  }
  std::vector<float> result;
  size_t i = 0;  // the piece: from place i to the next
  for (uint32_t step = 0; step < count; ++step) {
    const double wanted = lengths.back() * step / (count - 1);
    while (i + 2 < places && lengths[i + 1] < wanted) ++i;
    const size_t next = std::min(i + 1, places - 1);
    const double piece = lengths[next] - lengths[i];
    const double t = piece > 0 ? std::min((wanted - lengths[i]) / piece, 1.0) : 0;
    for (size_t k = 0; k < size; ++k)
      result.push_back(
          static_cast<float>((1 - t) * line[i * size + k] + t * line[next * size + k]));
  }
  return result;
}

}  // namespace hourglass
