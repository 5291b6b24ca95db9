// The digits generator: the same everywhere, balanced, all different, inked like MNIST, and neither
// trivial nor hopeless to tell apart.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "data/dataset.h"
#include "data/glyphs.h"
#include "data/pen.h"
#include "data/statistics.h"

namespace hourglass {
namespace {

// FNV-1a, 64 bit.
uint64_t hash(const auto& numbers) {  // below 256
  uint64_t h = 0xCBF29CE484222325u;
  for (const auto byte : numbers) h = (h ^ byte) * 0x100000001B3u;
  return h;
}

TEST_CASE("the first hundred strokes are the same bytes on every machine") {
  const Dataset data = make_strokes(100, 0);
  CHECK(hash(data.pixels) == 16146940639533082442u);
  CHECK(hash(data.labels) == 9798763027486399909u);
  CHECK(hash(make_strokes(100, 0x123456789ABCDEFu).pixels) == 5221256296195692874u);
}

TEST_CASE("strokes are the same whichever way their row is cut") {
  const Dataset whole = make_strokes(57, 3);
  for (const uint32_t cut : {0u, 1u, 10u, 31u, 57u}) {
    const Dataset head = make_strokes_range(0, cut, 3), tail = make_strokes_range(cut, 57 - cut, 3);
    const Dataset both = joined(head, tail);
    CHECK(both.pixels == whole.pixels);
    CHECK(both.labels == whole.labels);
  }
}

TEST_CASE("the built-in source is 12000 and 2000 strokes, balanced, of its seed") {
  const Split split = load_dataset("strokes", 5);
  CHECK(split.train.count == 12000);
  CHECK(split.test.count == 2000);
  CHECK(split.train.example == Shape{1, 28, 28, 1});
  CHECK(split.train.pixels.size() == 12000 * 784);
  CHECK(class_counts(split.train) == std::vector<uint32_t>(10, 1200));
  CHECK(class_counts(split.test) == std::vector<uint32_t>(10, 200));
  CHECK_FALSE(split.train.pixels == load_dataset("strokes", 6).train.pixels);
  // Shuffled: no digit stands at the same place of its ten too often.
  for (uint32_t place = 0; place < 10; ++place) {
    std::vector<uint32_t> counts(10);
    for (uint32_t i = place; i < 12000; i += 10) ++counts[split.train.labels[i]];
    CHECK(std::ranges::max(counts) < 180);
    CHECK(std::ranges::min(counts) > 70);
  }

  std::set<uint64_t> seen;
  for (const Dataset* data : {&split.train, &split.test})
    for (uint32_t i = 0; i < data->count; ++i) seen.insert(hash(data->image(i)));
  CHECK(seen.size() == 14000);
}

TEST_CASE("strokes have MNIST's ink: mean, deviation, box and centre") {
  const Dataset data = make_strokes(4000, 1);
  const PixelStatistics pixels = pixel_statistics(data);
  CHECK(pixels.mean == doctest::Approx(0.1307).epsilon(0.05));
  CHECK(pixels.deviation == doctest::Approx(0.3081).epsilon(0.05));
  for (uint32_t i = 0; i < data.count; ++i) {
    double ink = 0, x = 0, y = 0, rim = 0, most = 0;
    for (uint32_t row = 0; row < 28; ++row) {
      for (uint32_t column = 0; column < 28; ++column) {
        const double v = data.image(i)[row * 28 + column] / 255.0;
        ink += v;
        x += v * column;
        y += v * row;
        most = std::max(most, v);
        if (row == 0 || column == 0 || row == 27 || column == 27) rim += v;
      }
    }
    INFO("example ", i, ", a ", int{data.labels[i]});
    REQUIRE(ink > 12.0);
    REQUIRE(ink < 330.0);
    REQUIRE(most > 0.9);
    REQUIRE(rim < 0.5);
    REQUIRE(x / ink == doctest::Approx(13.5).epsilon(0.16));
    REQUIRE(y / ink == doctest::Approx(13.5).epsilon(0.16));
  }
}

TEST_CASE("a nearest neighbour tells strokes apart well, but not perfectly") {
  const Dataset known = make_strokes(2000, 2),
                asked = make_strokes_range(strokes_test_first, 500, 2);
  uint32_t right = 0;
  for (uint32_t i = 0; i < asked.count; ++i) {
    uint32_t nearest = 0, least = UINT32_MAX;
    for (uint32_t j = 0; j < known.count; ++j) {
      const auto a = asked.image(i), b = known.image(j);
      uint32_t distance = 0;
      for (uint32_t k = 0; k < 784; ++k) {
        const int32_t d = a[k] - b[k];
        distance += static_cast<uint32_t>(d * d);
      }
      if (distance < least) least = distance, nearest = j;
    }
    right += known.labels[nearest] == asked.labels[i];
  }
  INFO("right: ", right, " of 500");
  CHECK(right >= 450);
  CHECK(right <= 490);
}

TEST_CASE("every form has two extremes with the same knots and corners") {
  for (uint32_t digit = 0; digit < 10; ++digit) {
    float weights = 0.0f;
    for (const Form& form : forms(digit)) {
      weights += form.weight;
      REQUIRE(form.from.size() == form.to.size());
      for (size_t s = 0; s < form.from.size(); ++s) {
        const Path &from = form.from[s], &to = form.to[s];
        REQUIRE(from.size() == to.size());
        REQUIRE(from.size() >= 2);
        for (size_t i = 1; i < from.size(); ++i)
          CHECK((from[i] == from[i - 1]) == (to[i] == to[i - 1]));
      }
    }
    CHECK(weights == doctest::Approx(1.0));
  }
}

TEST_CASE("a pen's curve passes through its knots and keeps its corners") {
  const std::vector<PenPoint> knots{{2, 2, 1}, {10, 3, 2}, {10, 3, 2}, {11, 12, 1}, {3, 20, 1}};
  std::vector<PenPoint> path;
  append_curve(knots, 5, path);
  CHECK(path.size() == 1 + 3 * 5);
  for (const PenPoint& knot : knots)
    CHECK(std::ranges::any_of(path, [&](PenPoint p) {
      return p.x == knot.x && p.y == knot.y && p.radius == knot.radius;
    }));
  // Before the corner there are only two knots: a straight line.
  CHECK(path[2].y == doctest::Approx(2.0f + (path[2].x - 2.0f) / 8.0f));
}

TEST_CASE("a drawn line has its width, full ink within and a soft edge") {
  Canvas canvas;
  canvas.clear();
  const std::vector<PenPoint> line{{6.0f, 14.0f, 2.0f}, {22.0f, 14.0f, 2.0f}};
  canvas.draw(line);
  std::vector<uint8_t> pixels(784);
  canvas.develop(1.0f, pixels);
  uint32_t column = 0;  // sum over the middle column
  for (uint32_t row = 0; row < 28; ++row) column += pixels[row * 28 + 14];
  CHECK(column == 4 * 255);
  CHECK(pixels[13 * 28 + 14] == 255);
  CHECK(pixels[9 * 28 + 14] == 0);
  CHECK(pixels[13 * 28 + 2] == 0);
  const uint8_t edge = pixels[12 * 28 + 4];  // where the round end fades
  CHECK(edge > 0);
  CHECK(edge < 255);
}

}  // namespace
}  // namespace hourglass
