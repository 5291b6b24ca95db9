#include "data/fitting.h"

#include <algorithm>
#include <array>
#include <type_traits>

namespace hourglass {
namespace {

// As JPEG and television have it (ITU-R BT.601), in 256ths.
constexpr std::array<uint32_t, 3> grey_weights{77, 150, 29};

// What pixel `from` of `many` shares with pixel `to` of `all` on the same line, in units of 1 / (many · all) of it.
uint64_t shared(uint32_t from, uint32_t many, uint32_t to, uint32_t all) {
  const uint64_t low = std::max(uint64_t{from} * all, uint64_t{to} * many);
  return std::min(uint64_t{from + 1} * all, uint64_t{to + 1} * many) - low;
}

// y[i,j,c] = Σ over rows r and columns q of x[r,q,c] · shared(r, i) · shared(q, j) / (h · w), of a cut of h × w.
template <class T>
void fit_any(std::span<const T> x, const Shape& found, const Preparation& how, std::span<T> y) {
  using Sum = std::conditional_t<std::is_integral_v<T>, uint64_t, double>;
  const Shape to = fitted(found, how);
  const uint32_t side = std::min(found.h, found.w);
  const uint32_t h = how.crop ? side : found.h, w = how.crop ? side : found.w;
  const uint32_t top = (found.h - h) / 2, left = (found.w - w) / 2;
  const auto value = [&](const T* pixel, uint32_t c) -> Sum {
    if (to.c >= found.c) return static_cast<Sum>(pixel[found.c == 1 ? 0 : c]);
    Sum grey = 0;
    for (uint32_t k = 0; k < 3; ++k) grey += static_cast<Sum>(pixel[k]) * grey_weights[k];
    return grey / 256;
  };
  const Sum area = static_cast<Sum>(uint64_t{h} * w), half = std::is_integral_v<T> ? area / 2 : 0;
  const auto first = [](uint32_t i, uint32_t many, uint32_t all) {
    return static_cast<uint32_t>(uint64_t{i} * many / all);
  };
  const auto past = [](uint32_t i, uint32_t many, uint32_t all) {
    return static_cast<uint32_t>((uint64_t{i + 1} * many + all - 1) / all);
  };
  for (uint32_t i = 0; i < to.h; ++i)
    for (uint32_t j = 0; j < to.w; ++j) {
      std::array<Sum, 3> sums{};
      for (uint32_t r = first(i, h, to.h); r < past(i, h, to.h); ++r)
        for (uint32_t q = first(j, w, to.w); q < past(j, w, to.w); ++q) {
          const T* pixel = &x[(size_t{top + r} * found.w + left + q) * found.c];
          const auto weight = static_cast<Sum>(shared(r, h, i, to.h) * shared(q, w, j, to.w));
          for (uint32_t c = 0; c < to.c; ++c) sums[c] += weight * value(pixel, c);
        }
      for (uint32_t c = 0; c < to.c; ++c)
        y[(size_t{i} * to.w + j) * to.c + c] = static_cast<T>((sums[c] + half) / area);
    }
}

}  // namespace

Shape fitted(const Shape& found, const Preparation& how) {
  Shape shape = found;
  if (how.crop) shape.h = shape.w = std::min(found.h, found.w);
  if (how.channels > 0) shape.c = how.channels;
  if (how.size > 0) shape.h = shape.w = how.size;
  return shape;
}

void fit(std::span<const uint8_t> picture, const Shape& found, const Preparation& how,
         std::span<uint8_t> result) {
  fit_any(picture, found, how, result);
}

void fit(std::span<const float> picture, const Shape& found, const Preparation& how,
         std::span<float> result) {
  fit_any(picture, found, how, result);
}

}  // namespace hourglass
