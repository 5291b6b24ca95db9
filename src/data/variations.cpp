// The table of variations and what each does. A variation of a digit draws from the seed and from the digit's
// place among the examples, so that it does not matter which others are there.
#include "data/variations.h"

#include <algorithm>
#include <array>

#include "compute/error.h"
#include "compute/memory.h"
#include "data/backgrounds.h"
#include "data/draws.h"
#include "data/making.h"

namespace hourglass {
namespace {

// The lecture's: 10,000 to train on, 2,000 for validation, 50,000 to test on.
constexpr uint32_t basic_train = 10'000, basic_validation = 2'000, basic_all = 62'000;

struct Picture {
  std::span<const uint8_t> from;
  std::span<uint8_t> to;
  const Shape& shape;
};

// vary(picture, draws) for every picture of a data set whose examples are numbered from `first` on.
template <class Vary>
Dataset varied(const Dataset& data, std::string_view name, uint64_t seed, uint32_t first,
               const Vary& vary) {
  if (data.count == 0) return data;
  if (data.kind != Kind::pictures || data.floats())
    fail("{}: +{} wants pictures of bytes; leave it out, or choose digits", data.name, name);
  require_memory(data.name, data.pixels.size(), "leave the variation out, or use fewer images");
  const size_t size = data.example.features();
  std::vector<uint8_t> pixels(data.pixels.size());
  make_examples(data.count, [&](uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; ++i) {
      Draws draws(seed, name, first + i);
      vary(Picture{data.image(i), std::span(pixels).subspan(i * size, size), data.example}, draws);
    }
  });
  Dataset result = data;
  result.pixels = std::move(pixels);
  return result;
}

// Where places are moved, nobody knows what they belong to.
Dataset without_regions(Dataset data) {
  data.regions = {};
  return data;
}

template <class Vary>
Split varied(const Split& split, std::string_view name, uint64_t seed, const Vary& vary) {
  return {varied(split.train, name, seed, 0, vary),
          varied(split.test, name, seed, test_first, vary),
          varied(split.validation, name, seed, test_first / 2, vary)};
}

// Turned about its middle by an angle uniform in 0 … 2π. Bilinear; black comes in from outside.
void rotate(const Picture& picture, Draws& draws) {
  const auto [sine, cosine] = scalar::sine_cosine_turns(draws.uniform());
  const auto height = static_cast<int32_t>(picture.shape.h),
             width = static_cast<int32_t>(picture.shape.w);
  const uint32_t channels = picture.shape.c;
  const float middle_x = 0.5f * static_cast<float>(width - 1),
              middle_y = 0.5f * static_cast<float>(height - 1);
  const auto at = [&](int32_t row, int32_t column, uint32_t channel) {
    if (row < 0 || column < 0 || row >= height || column >= width) return 0.0f;
    return static_cast<float>(
        picture.from[static_cast<uint32_t>(row * width + column) * channels + channel]);
  };
  for (int32_t row = 0; row < height; ++row)
    for (int32_t column = 0; column < width; ++column) {
      const float x = static_cast<float>(column) - middle_x, y = static_cast<float>(row) - middle_y;
      const float from_x = cosine * x + sine * y + middle_x,
                  from_y = cosine * y - sine * x + middle_y;
      const float left = std::floor(from_x), top = std::floor(from_y);
      const float u = from_x - left, v = from_y - top;
      const auto c = static_cast<int32_t>(left), r = static_cast<int32_t>(top);
      for (uint32_t k = 0; k < channels; ++k) {
        const float upper = (1 - u) * at(r, c, k) + u * at(r, c + 1, k);
        const float lower = (1 - u) * at(r + 1, c, k) + u * at(r + 1, c + 1, k);
        picture.to[static_cast<uint32_t>(row * width + column) * channels + k] =
            static_cast<uint8_t>((1 - v) * upper + v * lower + 0.5f);
      }
    }
}

Split turned(const Split& split, uint64_t seed) {
  const Split all = varied(split, "rot", seed, rotate);
  return {without_regions(all.train), without_regions(all.test), without_regions(all.validation)};
}

// Lines and specks, here and there as bright as what is drawn on them.
void add_clutter(const Picture& picture, Draws& draws) {
  const Shape& s = picture.shape;
  std::ranges::copy(picture.from, picture.to.begin());
  const auto paint = [&](float row, float column, uint8_t brightness) {
    const auto r = static_cast<int32_t>(row), c = static_cast<int32_t>(column);
    if (r < 0 || c < 0 || r >= static_cast<int32_t>(s.h) || c >= static_cast<int32_t>(s.w)) return;
    for (uint32_t k = 0; k < s.c; ++k) {
      uint8_t& pixel =
          picture.to[(static_cast<uint32_t>(r) * s.w + static_cast<uint32_t>(c)) * s.c + k];
      pixel = std::max(pixel, brightness);
    }
  };
  const auto place = [&](uint32_t side) { return draws.uniform() * static_cast<float>(side); };
  for (uint32_t line = 0; line < 4; ++line) {
    const float row = place(s.h), column = place(s.w);
    const auto [sine, cosine] = scalar::sine_cosine_turns(draws.uniform());
    const uint32_t length = 6 + draws.below(10);
    const auto brightness = static_cast<uint8_t>(96 + draws.below(160));
    for (uint32_t step = 0; step < 2 * length; ++step) {
      const float far = 0.5f * static_cast<float>(step);
      paint(row + far * sine, column + far * cosine, brightness);
    }
  }
  for (uint32_t speck = 0; speck < 12; ++speck) {
    const float row = place(s.h), column = place(s.w);
    paint(row, column, static_cast<uint8_t>(96 + draws.below(160)));
  }
}

// Every pixel at least a number uniform in 0 … 255.
void add_noise(const Picture& picture, Draws& draws) {
  for (size_t i = 0; i < picture.to.size(); i += 16) {
    std::array<uint8_t, 16> noise;
    draws.fill(noise);
    for (size_t k = 0; k < std::min<size_t>(16, picture.to.size() - i); ++k)
      picture.to[i + k] = std::max(picture.from[i + k], noise[k]);
  }
}

// Every pixel at least that of a patch of some picture, at three quarters of its brightness: textures have more white
// in them than photographs, and the digit is white.
Split with_pictures(const Split& split, std::string_view name, uint64_t seed) {
  const Backgrounds backgrounds(seed);
  return varied(split, name, seed, [&](const Picture& picture, Draws& draws) {
    const Shape& s = picture.shape;
    // On no heap: so many are made side by side.
    std::array<uint8_t, largest_side * largest_side> all;
    const std::span<uint8_t> patch = std::span(all).first(s.h * s.w);
    backgrounds.patch(draws, s.h, s.w, patch);
    for (size_t i = 0; i < picture.to.size(); ++i)
      picture.to[i] = std::max(picture.from[i], static_cast<uint8_t>(patch[i / s.c] * 3u / 4u));
  });
}

// Examples first … first + count − 1 of the training examples with those for testing behind them.
Dataset stretch(const Split& split, uint32_t first, uint32_t count) {
  const uint32_t border = split.train.count;
  if (first + count <= border) return part(split.train, first, count);
  if (first >= border) return part(split.test, first - border, count);
  return joined(part(split.train, first, border - first),
                part(split.test, 0, first + count - border));
}

Split basic(const Split& split, uint64_t) {
  const uint32_t all = split.train.count + split.test.count;
  if (all < 31) fail("{}: +basic wants 31 examples or more; leave it out", split.train.name);
  // Of fewer than 62,000 the same shares.
  const auto share = [&](uint32_t of_62000) {
    return all >= basic_all ? of_62000
                            : static_cast<uint32_t>(uint64_t{all} * of_62000 / basic_all);
  };
  const uint32_t train = share(basic_train), validation = share(basic_validation);
  const uint32_t test = std::min(all, basic_all) - train - validation;
  return {stretch(split, 0, train), stretch(split, train + validation, test),
          stretch(split, train, validation)};
}

constexpr std::array table{
    Variation{"basic", "10,000 to train on, 2,000 for validation, 50,000 to test on", false, basic},
    Variation{"rot", "turned by an angle uniform in 0 … 2π", true, turned},
    Variation{"bg-rand", "behind it pixels uniform in 0 … 255", true,
              [](const Split& split, uint64_t seed) {
                return varied(split, "bg-rand", seed, add_noise);
              }},
    Variation{
        "bg-img", "behind it a patch of a picture", true,
        [](const Split& split, uint64_t seed) { return with_pictures(split, "bg-img", seed); }},
    Variation{"rot-bg-img", "turned, and behind it a patch of a picture", true,
              [](const Split& split, uint64_t seed) {
                return with_pictures(turned(split, seed), "bg-img", seed);
              }},
    Variation{"clutter", "among lines and specks", true,
              [](const Split& split, uint64_t seed) {
                return varied(split, "clutter", seed, add_clutter);
              }},
};

}  // namespace

std::span<const Variation> variations() { return table; }

}  // namespace hourglass
