// Everything that is built in: the same on every machine, whichever part is made; and of each what is said of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "data/rectangles.h"
#include "data/sources.h"
#include "data/statistics.h"

namespace hourglass {
namespace {

uint64_t hash(const auto& numbers) {  // FNV-1a, 64 bit, of their bytes
  uint64_t h = 0xCBF29CE484222325u;
  for (const std::byte byte : std::as_bytes(std::span(numbers)))
    h = (h ^ static_cast<uint8_t>(byte)) * 0x100000001B3u;
  return h;
}

uint64_t hash(const Dataset& data) {
  uint64_t h = data.floats() ? hash(data.values) : hash(data.pixels);
  for (const Label label : data.labels) h = (h ^ label) * 0x100000001B3u;
  for (const Factor& factor : data.factors) h = h * 0x100000001B3u + hash(factor.values);
  return h;
}

TEST_CASE("what is built in is the same bits on every machine") {
  const std::pair<const char*, uint64_t> recorded[]{
      // clang-format off
      {"shapes", 1710125363986907356u},
      {"rect", 6097706797718559667u},
      {"rect-img", 4782138644598921141u},
      {"convex", 12351548499588627439u},
      {"textures", 4869148256231072309u},
      {"ring", 324175458727072388u},
      {"grid", 13512103336262729953u},
      {"moons", 11240326824798264884u},
      {"spiral", 16144459949344746637u},
      {"swiss-roll", 6293909317881542442u},
      {"gaussian-2d", 9387426688670396074u},
      {"terms", 10471819467494119016u},
      // clang-format on
  };
  for (const auto& [name, wanted] : recorded) {
    CAPTURE(name);
    CHECK(hash(load_dataset(name, 0).train) == wanted);
  }
}

TEST_CASE("every built-in source agrees with its row and with itself") {
  for (const Source& source : sources()) {
    if (source.reach != Reach::built_in) continue;
    CAPTURE(source.name);
    const Split split = load_dataset(source.name, 1);
    CHECK(split.train.kind == source.kind);
    CHECK(split.train.title == source.title);
    for (const Dataset* data : {&split.train, &split.test, &split.validation}) {
      if (data == &split.validation && data->count == 0) continue;
      CHECK(data->name == source.name);
      CHECK(data->count > 0);
      CHECK(data->example == split.train.example);
      CHECK(data->pixels.size() + data->values.size() ==
            size_t{data->count} * data->example.features());
      CHECK((data->labels.empty() ? data->classes == 0 : data->labels.size() == data->count));
      CHECK(std::ranges::all_of(data->labels, [&](Label l) { return l < data->classes; }));
      CHECK((data->class_names.empty() || data->class_names.size() == data->classes));
      CHECK(std::ranges::all_of(data->values, [](float v) { return std::isfinite(v); }));
      for (const Factor& factor : data->factors) {
        CHECK(factor.values.size() == data->count);
        CHECK(std::ranges::max(factor.values) == factor.levels - 1);
      }
    }
    if (source.name == "terms") continue;  // it is what it is
    CHECK(hash(split.train) != hash(load_dataset(source.name, 2).train));
    CHECK(hash(split.train) != hash(split.test));
    // Balanced, but not exactly.
    for (const uint32_t count : class_counts(split.train)) {
      const double share = 1.0 * count * split.train.classes / split.train.count;
      CHECK(share > 0.8);
      CHECK(share < 1.2);
    }
  }
}

TEST_CASE("shapes show what their factors say") {
  const Dataset data = load_dataset("shapes", 3).test;
  REQUIRE(data.factors.size() == 5);
  double by_size[6]{}, counts[6]{};
  for (uint32_t i = 0; i < data.count; ++i) {
    const auto level = [&](size_t f) { return data.factors[f].values[i]; };
    CHECK(level(0) == data.labels[i]);
    double ink = 0, x = 0, y = 0;
    for (uint32_t p = 0; p < 784; ++p) {
      const double v = data.image(i)[p] / 255.0;
      ink += v, x += v * (p % 28 + 0.5), y += v * (p / 28 + 0.5);
    }
    REQUIRE(ink > 8);
    by_size[level(1)] += ink, counts[level(1)] += 1;
    // A heart's centre of mass is not where it is turned about.
    REQUIRE(std::abs(x / ink - (7.5 + 13.0 * level(3) / 31)) < 1.3);
    REQUIRE(std::abs(y / ink - (7.5 + 13.0 * level(4) / 31)) < 1.3);
  }
  for (int s = 1; s < 6; ++s) CHECK(by_size[s] / counts[s] > 1.1 * by_size[s - 1] / counts[s - 1]);
}

TEST_CASE("rectangles are tall or wide as they are labelled") {
  const Dataset data = load_dataset("rect", 0).train;
  for (uint32_t i = 0; i < data.count; ++i) {
    uint32_t left = 28, right = 0, top = 28, bottom = 0, ink = 0;
    for (uint32_t p = 0; p < 784; ++p) {
      if (data.image(i)[p] == 0) continue;
      ++ink;
      left = std::min(left, p % 28), right = std::max(right, p % 28);
      top = std::min(top, p / 28), bottom = std::max(bottom, p / 28);
    }
    const int width = static_cast<int>(right - left) + 1,
              height = static_cast<int>(bottom - top) + 1;
    REQUIRE((width > height) == (data.labels[i] == 1));
    REQUIRE(std::abs(width - height) >= 3);
    REQUIRE(ink == 2 * (width + height) - 4);  // an outline
  }
}

// A region is convex if no pixel outside it lies between two of its own.
bool has_dent(std::span<const uint8_t> picture) {
  std::vector<std::pair<int, int>> inside;
  for (int p = 0; p < 784; ++p)
    if (picture[static_cast<size_t>(p)]) inside.push_back({p % 28, p / 28});
  for (const auto& [ax, ay] : inside)
    for (const auto& [bx, by] : inside)
      for (int t = 1; t < 4; ++t) {
        // A quarter, half and three quarters of the way, where that is a pixel.
        const int x = (4 - t) * ax + t * bx, y = (4 - t) * ay + t * by;
        if (x % 4 == 0 && y % 4 == 0 && !picture[static_cast<size_t>(y / 4 * 28 + x / 4)])
          return true;
      }
  return false;
}

TEST_CASE("convex regions have no dent, and nearly all of the others have one") {
  const Dataset data = load_dataset("convex", 0).validation;
  uint32_t dents = 0, others = 0;
  for (uint32_t i = 0; i < 300; ++i) {
    if (data.labels[i] == 1) {
      REQUIRE_FALSE(has_dent(data.image(i)));
    } else {
      ++others;
      dents += has_dent(data.image(i));
    }
  }
  CHECK(dents > 0.9 * others);
}

TEST_CASE("points lie where their shape is") {
  const Dataset ring = load_dataset("ring", 0).train, roll = load_dataset("swiss-roll", 0).train;
  const Dataset gaussian = load_dataset("gaussian-2d", 0).train;
  double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  for (uint32_t i = 0; i < ring.count; ++i) {
    const auto p = ring.row(i);
    REQUIRE(std::abs(std::hypot(p[0], p[1]) - 2) < 0.3);
    const auto g = gaussian.row(i);
    x += g[0], y += g[1];
    xx += (g[0] - 0.5) * (g[0] - 0.5), xy += (g[0] - 0.5) * (g[1] + 0.3);
    yy += (g[1] + 0.3) * (g[1] + 0.3);
  }
  CHECK(x / ring.count == doctest::Approx(0.5).epsilon(0.1));
  CHECK(y / ring.count == doctest::Approx(-0.3).epsilon(0.1));
  CHECK(xx / ring.count == doctest::Approx(1.44).epsilon(0.05));
  CHECK(xy / ring.count == doctest::Approx(0.84).epsilon(0.05));
  CHECK(yy / ring.count == doctest::Approx(0.74).epsilon(0.05));
  CHECK(roll.example == Shape{1, 1, 1, 3});
  for (uint32_t i = 0; i < roll.count; ++i) {
    const auto p = roll.row(i);
    const double turns = std::hypot(p[0], p[2]) / 0.1 / 6.28318530718;
    REQUIRE(static_cast<int>((turns - 0.75) / 1.5 * 32 + 1e-3) - roll.factors[0].values[i] <= 1);
  }
}

TEST_CASE("terms are the lecture's matrix") {
  const Dataset data = load_dataset("terms").train;
  CHECK(data.count == 6);
  CHECK(data.example.features() == 7);
  CHECK(data.row(0)[4] == 17.7f);
  CHECK(data.row(1)[3] == 11.2f);
  CHECK(data.feature_names[3] == "Calpurnia");
  CHECK(data.class_name(data.labels[3]) == "Hamlet");
  CHECK(load_dataset("terms").test.values == data.values);
}

}  // namespace
}  // namespace hourglass
