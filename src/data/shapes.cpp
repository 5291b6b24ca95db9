// `shapes`: one white shape on black, of which everything is known: which it is, its size, angle and place. As
// dSprites (Matthey et al. 2017), with its levels, but 28×28 and drawn at random instead of every combination
// once: its 737,280 pictures of 64×64 would take 3 GB.
#include <algorithm>
#include <array>

#include "data/draws.h"
#include "data/making.h"
#include "data/sources.h"

namespace hourglass {
namespace {

constexpr uint32_t side = 28;  // pixels, as the digits have: what is built for those fits
constexpr Counts counts{20'000, 0, 4'000};

struct Levels {
  const char* name;
  uint32_t count;
};
constexpr std::array levels{Levels{"shape", 3}, Levels{"size", 6}, Levels{"angle", 40},
                            Levels{"x", 32}, Levels{"y", 32}};
using Chosen = std::array<uint32_t, levels.size()>;

// Whether a place is within a shape that reaches from about −1 to 1.
bool in_square(float x, float y) { return std::max(std::abs(x), std::abs(y)) < 0.72f; }
bool in_ellipse(float x, float y) {
  const float a = x / 0.95f, b = y / 0.55f;
  return a * a + b * b < 1;
}
// (u² + v² − 1)³ < u² v³, v upwards.
bool in_heart(float x, float y) {
  const float u = 1.18f * x, v = 0.1f - 1.18f * y;
  const float q = u * u + v * v - 1;
  return q * q * q < u * u * v * v * v;
}
constexpr std::array shapes{in_square, in_ellipse, in_heart};

// Half a pixel and more is the shape's.
void draw(const Chosen& chosen, std::span<uint8_t> pixels, std::span<uint8_t> regions) {
  const auto inside = shapes[chosen[0]];
  const float radius = (0.5f + 0.1f * static_cast<float>(chosen[1])) * 7.0f;  // pixels
  const auto [sine, cosine] = scalar::sine_cosine_turns(static_cast<float>(chosen[2]) / 40.0f);
  const auto place = [](uint32_t level) {
    return 7.5f + 13.0f * static_cast<float>(level) / 31.0f;
  };
  const float at_x = place(chosen[3]), at_y = place(chosen[4]);
  const auto covered = [&](float column, float row) {
    const float dx = (column - at_x) / radius, dy = (row - at_y) / radius;
    return dx * dx + dy * dy < 2.0f && inside(cosine * dx + sine * dy, cosine * dy - sine * dx);
  };
  // Where the corners agree a pixel is whole; elsewhere its share is counted in sixteenths.
  std::array<bool, (side + 1) * (side + 1)> corners;
  for (uint32_t row = 0; row <= side; ++row)
    for (uint32_t column = 0; column <= side; ++column)
      corners[row * (side + 1) + column] =
          covered(static_cast<float>(column), static_cast<float>(row));
  for (uint32_t row = 0; row < side; ++row)
    for (uint32_t column = 0; column < side; ++column) {
      const bool* c = &corners[row * (side + 1) + column];
      uint32_t share = c[0] ? 16 : 0;
      if (c[0] != c[1] || c[0] != c[side + 1] || c[0] != c[side + 2]) {
        share = 0;
        for (uint32_t k = 0; k < 16; ++k)
          share += covered(static_cast<float>(column) + 0.125f + 0.25f * static_cast<float>(k % 4),
                           static_cast<float>(row) + 0.125f + 0.25f * static_cast<float>(k / 4));
      }
      pixels[row * side + column] = static_cast<uint8_t>(share * 255 / 16);
      regions[row * side + column] = static_cast<uint8_t>(share >= 8 ? 1 + chosen[0] : 0);
    }
}

Dataset make(uint32_t first, uint32_t count, uint64_t seed) {
  constexpr size_t size = size_t{side} * side;
  std::vector<uint8_t> pixels(count * size), regions(count * size);
  std::vector<Label> labels(count);
  std::array<std::vector<uint16_t>, levels.size()> factors;
  for (auto& values : factors) values.resize(count);
  make_examples(count, [&](uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; ++i) {
      Draws draws(seed, "shapes", first + i);
      Chosen chosen;
      for (size_t f = 0; f < levels.size(); ++f) {
        chosen[f] = draws.below(levels[f].count);
        factors[f][i] = static_cast<uint16_t>(chosen[f]);
      }
      labels[i] = factors[0][i];
      draw(chosen, std::span(pixels).subspan(i * size, size),
           std::span(regions).subspan(i * size, size));
    }
  });
  Dataset data{.name = "shapes",
               .example = {1, side, side, 1},
               .count = count,
               .pixels = std::move(pixels),
               .labels = std::move(labels),
               .classes = 3,
               .regions = std::move(regions),
               .class_names = {"square", "ellipse", "heart"}};
  for (size_t f = 0; f < levels.size(); ++f)
    data.factors.push_back({levels[f].name, levels[f].count, std::move(factors[f])});
  return data;
}

}  // namespace

namespace source {

extern const Source shapes{
    .name = "shapes",
    .argument = {},
    .title = "Shapes",
    .about = "A square, ellipse or heart whose size, angle and place are known",
    .made =
        "The factors of dSprites (Matthey et al. 2017) at 28×28, drawn at random; 20,000 and "
        "4,000.",
    .example = "shapes",
    .open = [](const Asked& asked) { return split_of_row(counts, asked.seed, make); }};

}  // namespace source
}  // namespace hourglass
