// The table of variations and what each does. A variation of a digit draws from the seed and from the digit's
// place among the examples, so that it does not matter which others are there.
#include "data/variations.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "compute/error.h"
#include "compute/memory.h"
#include "data/backgrounds.h"
#include "data/draws.h"
#include "data/making.h"
#include "data/splitting.h"

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

Split turned(const Split& split, uint64_t seed, std::string_view) {
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

Split basic(const Split& split, uint64_t, std::string_view) {
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

// ---- how examples are prepared

template <class T>
Shared<T> fitted_numbers(const Dataset& data, const Shared<T>& from, const Preparation& how,
                         const Shape& shape) {
  const size_t was = data.example.features(), is = shape.features();
  require_memory(data.name, uint64_t{data.count} * is * sizeof(T), "take a smaller size");
  std::vector<T> numbers(data.count * is);
  make_examples(data.count, [&](uint32_t first, uint32_t last) {
    for (size_t i = first; i < last; ++i)
      fit(std::span(from).subspan(i * was, was), data.example, how,
          std::span(numbers).subspan(i * is, is));
  });
  return numbers;
}

Dataset prepared(const Dataset& data, const Preparation& how) {
  if (data.count == 0) return data;
  if (!how.label.empty() && how.label != no_label && data.label_name.empty())
    fail("{}: +label is for tables as text (CSV); leave it out", data.name);
  if (!how.fits()) return data;
  if (data.kind != Kind::pictures)
    fail("{}: {} wants pictures; leave it out", data.name, behind(how));
  const Shape shape = fitted(data.example, how);
  if (shape == data.example) return data;
  Dataset result = without_regions(data);
  if (result.found.empty()) result.found = words_of(data.example, data.example);
  if (data.floats())
    result.values = fitted_numbers(data, data.values, how, shape);
  else
    result.pixels = fitted_numbers(data, data.pixels, how, shape);
  result.example = shape;
  return result;
}

Split prepared(const Split& split, const Preparation& how) {
  return {prepared(split.train, how), prepared(split.test, how), prepared(split.validation, how)};
}

// MNIST's digits are white on black.
Dataset inverted(const Dataset& data) {
  if (data.count == 0) return data;
  if (data.kind != Kind::pictures || data.floats())
    fail("{}: +invert wants pictures of bytes; leave it out", data.name);
  require_memory(data.name, data.pixels.size(), "leave +invert out");
  std::vector<uint8_t> pixels(data.pixels.size());
  std::ranges::transform(data.pixels, pixels.begin(),
                         [](uint8_t v) { return static_cast<uint8_t>(255 - v); });
  Dataset result = data;
  result.pixels = std::move(pixels);
  return result;
}

// A whole number that is all of the text, or 0.
uint32_t number(std::string_view text) {
  uint32_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc{} && end == text.data() + text.size() ? n : 0;
}

bool is_side(std::string_view text) {
  const uint32_t n = number(text);
  return n >= smallest_side && n <= largest_side;
}
bool is_share(std::string_view text) {
  const uint32_t n = number(text);
  return n >= 1 && n <= largest_test_share;
}

constexpr std::array table{
    Variation{.name = "crop",
              .about = "the square in the middle",
              .prepare = [](Preparation& how, std::string_view) { how.crop = true; }},
    Variation{.name = "grey",
              .about = "without colour",
              .prepare = [](Preparation& how, std::string_view) { how.channels = 1; }},
    Variation{.name = "colour",
              .about = "red, green and blue, also of what is grey",
              .prepare = [](Preparation& how, std::string_view) { how.channels = 3; }},
    Variation{.name = "size",
              .value = "N",
              .about = "N×N pixels; what is no square is squeezed, or cut by +crop",
              .prepare = [](Preparation& how, std::string_view n) { how.size = number(n); },
              .takes = is_side},
    Variation{.name = "label=",
              .value = "COLUMN",
              .about = "of a table, the column of classes: its name, its number from 1, or none",
              .prepare = [](Preparation& how, std::string_view column) { how.label = column; },
              .takes = [](std::string_view column) { return !column.empty(); }},
    Variation{.name = "invert",
              .about = "black for white",
              .apply =
                  [](const Split& split, uint64_t, std::string_view) {
                    return Split{inverted(split.train), inverted(split.test),
                                 inverted(split.validation)};
                  }},
    Variation{.name = "test",
              .value = "N",
              .about = "N of 100 examples are for testing, evenly picked",
              .apply =
                  [](const Split& split, uint64_t, std::string_view n) {
                    Split shared = split_by_share(joined(split.train, split.test), number(n));
                    shared.validation = split.validation;
                    return shared;
                  },
              .takes = is_share},
    Variation{.name = "basic",
              .about = "10,000 to train on, 2,000 for validation, 50,000 to test on",
              .apply = basic},
    Variation{.name = "rot",
              .about = "turned by an angle uniform in 0 … 2π",
              .random = true,
              .apply = turned},
    Variation{.name = "bg-rand",
              .about = "behind it pixels uniform in 0 … 255",
              .random = true,
              .apply = [](const Split& split, uint64_t seed,
                          std::string_view) { return varied(split, "bg-rand", seed, add_noise); }},
    Variation{.name = "bg-img",
              .about = "behind it a patch of a picture",
              .random = true,
              .apply = [](const Split& split, uint64_t seed,
                          std::string_view) { return with_pictures(split, "bg-img", seed); }},
    Variation{.name = "rot-bg-img",
              .about = "turned, and behind it a patch of a picture",
              .random = true,
              .apply =
                  [](const Split& split, uint64_t seed, std::string_view value) {
                    return with_pictures(turned(split, seed, value), "bg-img", seed);
                  }},
    Variation{
        .name = "clutter",
        .about = "among lines and specks",
        .random = true,
        .apply = [](const Split& split, uint64_t seed,
                    std::string_view) { return varied(split, "clutter", seed, add_clutter); }},
};

}  // namespace

std::span<const Variation> variations() { return table; }

std::optional<Written> read_variation(std::string_view text) {
  for (const Variation& one : table) {
    if (one.takes ? text.starts_with(one.name) && one.takes(text.substr(one.name.size()))
                  : text == one.name)
      return Written{&one, text.substr(one.name.size())};
  }
  return {};
}

Preparation preparation_of(std::span<const Written> all) {
  Preparation how;
  for (const auto& [variation, value] : all)
    if (variation->prepare) variation->prepare(how, value);
  return how;
}

std::string behind(const Preparation& how) {
  std::string text;
  if (how.crop) text += "+crop";
  if (how.channels > 0) text += how.channels == 1 ? "+grey" : "+colour";
  if (how.size > 0) text += std::format("+size{}", how.size);
  if (!how.label.empty()) text += "+label=" + how.label;
  return text;
}

Split apply(Split split, std::span<const Written> all, uint64_t seed) {
  while (!all.empty()) {
    const auto other =
        std::ranges::find_if(all, [](const Written& one) { return !one.variation->prepare; });
    const auto count = static_cast<size_t>(other - all.begin());
    if (count > 0) {
      split = prepared(split, preparation_of(all.first(count)));
      all = all.subspan(count);
    } else {
      split = all.front().variation->apply(split, seed, all.front().value);
      all = all.subspan(1);
    }
  }
  return split;
}

}  // namespace hourglass
