// `textures`: ten kinds of surfaces, made from noise and waves.
#include "data/textures.h"

#include <algorithm>
#include <cmath>

#include "data/making.h"
#include "data/sources.h"

namespace hourglass {

Texture::Texture(Kind which, Draws& draws) : kind_(which) {
  const auto [sine, cosine] = scalar::sine_cosine_turns(draws.uniform());
  sine_ = sine, cosine_ = cosine;
  scale_ = draws.between(0.8f, 1.5f);
  contrast_ = draws.between(0.65f, 1.0f);
  brightness_ = draws.between(-0.12f, 0.12f);
  draws.fill(lattice_);
}

float Texture::lattice(int32_t x, int32_t y) const {
  return static_cast<float>(lattice_[static_cast<size_t>((y & 31) * 32 + (x & 31))]) *
         (1.0f / 255.0f);
}

// Between the four nearest points of the lattice, smoothly.
float Texture::noise(float x, float y) const {
  const float left = std::floor(x), top = std::floor(y);
  float u = x - left, v = y - top;
  u = u * u * (3 - 2 * u);
  v = v * v * (3 - 2 * v);
  const auto i = static_cast<int32_t>(left), j = static_cast<int32_t>(top);
  const float upper = (1 - u) * lattice(i, j) + u * lattice(i + 1, j);
  const float lower = (1 - u) * lattice(i, j + 1) + u * lattice(i + 1, j + 1);
  return (1 - v) * upper + v * lower;
}

float Texture::clouds(float x, float y) const {
  return 0.57f * noise(x, y) + 0.29f * noise(2.1f * x + 7, 2.1f * y + 3) +
         0.14f * noise(4.3f * x + 13, 4.3f * y + 11);
}

// The distance from the nearest of the points that lie one to a cell of the lattice.
float Texture::cells(float x, float y) const {
  const auto i = static_cast<int32_t>(std::floor(x)), j = static_cast<int32_t>(std::floor(y));
  float nearest = 8;
  for (int32_t row = j - 1; row <= j + 1; ++row)
    for (int32_t column = i - 1; column <= i + 1; ++column) {
      const float dx = static_cast<float>(column) + lattice(column, row) - x;
      const float dy = static_cast<float>(row) + lattice(column + 11, row + 5) - y;
      nearest = std::min(nearest, dx * dx + dy * dy);
    }
  return scalar::square_root(nearest);
}

float Texture::value(float x, float y) const {
  const auto wave = [](float turns) {
    return 0.5f + 0.5f * scalar::sine_cosine_turns(turns - std::floor(turns)).first;
  };
  const auto step = [](float t) { return std::clamp(t, 0.0f, 1.0f); };
  const float u = (cosine_ * x + sine_ * y) / scale_, v = (cosine_ * y - sine_ * x) / scale_;
  float value = 0;
  switch (kind_) {
    case Kind::clouds: value = 1.7f * clouds(u / 10, v / 10) - 0.35f; break;
    case Kind::sand:
      value = 0.25f + 0.5f * noise(u / 1.3f, v / 1.3f) + 0.3f * (noise(u / 9, v / 9) - 0.5f);
      break;
    case Kind::stripes: value = wave(u / 7); break;
    case Kind::waves: value = 0.5f * wave(u / 8) + 0.5f * wave(v / 5); break;
    case Kind::marble: value = wave(u / 14 + 1.6f * clouds(u / 9, v / 9)); break;
    case Kind::wood:
      value =
          0.15f + 0.7f * wave(u / 5 + 0.9f * noise(u / 20, v / 40) + 0.35f * noise(u / 3, v / 18));
      break;
    case Kind::checks:
      value = step(0.5f + 12 * (wave(u / 11) - 0.5f) * (wave(v / 11) - 0.5f));
      break;
    case Kind::weave: {
      // Bands over and under each other in turn.
      const bool over =
          (static_cast<int32_t>(std::floor(u / 5)) + static_cast<int32_t>(std::floor(v / 5))) & 1;
      value =
          0.15f + 0.85f * (over ? wave(u / 5 - 0.25f) * (0.6f + 0.4f * wave(v / 5 - 0.25f))
                                : 0.7f * wave(v / 5 - 0.25f) * (0.6f + 0.4f * wave(u / 5 - 0.25f)));
      break;
    }
    case Kind::dots: {
      const float a = u / 8 - std::floor(u / 8) - 0.5f, b = v / 8 - std::floor(v / 8) - 0.5f;
      value = step(8 * (0.3f - scalar::square_root(a * a + b * b)) * 0.5f + 0.5f);
      break;
    }
    case Kind::cells: value = 1.15f * cells(u / 8, v / 8); break;
  }
  return step(0.5f + brightness_ + contrast_ * (value - 0.5f));
}

void Texture::patch(float x, float y, uint32_t height, uint32_t width,
                    std::span<uint8_t> pixels) const {
  for (uint32_t row = 0; row < height; ++row)
    for (uint32_t column = 0; column < width; ++column)
      pixels[row * width + column] = static_cast<uint8_t>(
          255.0f * value(x + static_cast<float>(column), y + static_cast<float>(row)) + 0.5f);
}

namespace {

constexpr uint32_t side = 28;  // pixels
constexpr Counts counts{12'000, 0, 2'000};

Dataset make(uint32_t first, uint32_t count, uint64_t seed) {
  std::vector<uint8_t> pixels(size_t{count} * side * side);
  std::vector<Label> labels(count);
  make_examples(count, [&](uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; ++i) {
      Draws draws(seed, "textures", first + i);
      labels[i] = static_cast<Label>(draws.below(Texture::kinds));
      const Texture texture(static_cast<Texture::Kind>(labels[i]), draws);
      const float x = draws.between(0, 200), y = draws.between(0, 200);
      texture.patch(x, y, side, side,
                    std::span(pixels).subspan(size_t{i} * side * side, side * side));
    }
  });
  return {.name = "textures",
          .example = {1, side, side, 1},
          .count = count,
          .pixels = std::move(pixels),
          .labels = std::move(labels),
          .classes = Texture::kinds,
          .class_names = {"clouds", "sand", "stripes", "waves", "marble", "wood", "checks", "weave",
                          "dots", "cells"}};
}

}  // namespace

namespace source {

extern const Source textures{
    .name = "textures",
    .argument = {},
    .title = "Textures",
    .about = "Patches of ten kinds of surfaces: clouds, sand, wood, weave, …",
    .made =
        "Noise on a lattice and waves, each with its own scale, angle and contrast; 12,000 and "
        "2,000.",
    .example = "textures",
    .open = [](const Asked& asked) { return split_of_row(counts, asked.seed, make); }};

}  // namespace source
}  // namespace hourglass
