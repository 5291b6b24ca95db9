// What is written behind a name of data, and what it does.
#include "data/variations.h"

#include <algorithm>
#include <numeric>

#include "data/sources.h"
#include "formats/folder.h"

namespace hourglass {
namespace {

using namespace test;

double mean(std::span<const uint8_t> pixels) {
  return std::accumulate(pixels.begin(), pixels.end(), 0.0) / static_cast<double>(pixels.size());
}

TEST_CASE("variations change pictures and nothing else, by the seed") {
  const Folder folder;
  folder.put("x", images(21, 9, 9));
  folder.put("y", labels(21));
  const std::string name = "idx:" + folder / "x" + "," + folder / "y";
  const Split plain = load_dataset(name);
  for (const Variation& variation : variations()) {
    if (!variation.random) continue;
    CAPTURE(variation.name);
    const std::string varied = name + "+" + std::string(variation.name);
    const Split split = load_dataset(varied, 1);
    CHECK(split.train.name == varied);
    CHECK(split.train.labels == plain.train.labels);
    CHECK(split.test.count == plain.test.count);
    CHECK(split.train.pixels.size() == plain.train.pixels.size());
    CHECK_FALSE(split.train.pixels == plain.train.pixels);
    CHECK(split.train.pixels == load_dataset(varied, 1).train.pixels);
    CHECK_FALSE(split.train.pixels == load_dataset(varied, 2).train.pixels);
  }
}

TEST_CASE("a turned digit keeps its ink, and the angle is its own") {
  const Split plain = load_dataset("strokes"), turned = load_dataset("strokes+rot");
  CHECK(mean(turned.train.pixels) == doctest::Approx(mean(plain.train.pixels)).epsilon(0.01));
  CHECK(turned.train.classes == 10);
}

TEST_CASE("a background is never darker than the digit was, and uniform where that is asked") {
  const Split plain = load_dataset("strokes", 1), noisy = load_dataset("strokes+bg-rand", 1),
              pictured = load_dataset("strokes+bg-img", 1);
  for (uint32_t i = 0; i < 50 * 784; ++i) {
    REQUIRE(noisy.test.pixels[i] >= plain.test.pixels[i]);
    REQUIRE(pictured.test.pixels[i] >= plain.test.pixels[i]);
  }
  // Where there was no ink.
  double sum = 0, count = 0;
  for (uint32_t i = 0; i < noisy.test.pixels.size(); ++i)
    if (plain.test.pixels[i] == 0) sum += noisy.test.pixels[i], ++count;
  CHECK(sum / count == doctest::Approx(127.5).epsilon(0.01));
}

TEST_CASE("rot-bg-img is both, one after the other") {
  CHECK(load_dataset("strokes+rot-bg-img", 4).test.pixels ==
        load_dataset("strokes+rot+bg-img", 4).test.pixels);
}

TEST_CASE("basic shares out 10, 2 and 50 parts of all that there is") {
  const Split split = load_dataset("strokes+basic"), all = load_dataset("strokes");
  CHECK(split.train.count == 2258);
  CHECK(split.validation.count == 451);
  CHECK(split.test.count == 14000 - 2258 - 451);
  CHECK(std::ranges::equal(split.validation.image(0), all.train.image(2258)));
  CHECK(std::ranges::equal(split.test.image(split.test.count - 1), all.test.image(1999)));
}

TEST_CASE("a plus sign in a file's name is one") {
  const Folder folder;
  folder.put("a+b", images(14));
  CHECK(load_dataset("idx:" + folder / "a+b").train.count == 12);
  CHECK(load_dataset("idx:" + folder / "a+b" + "+rot").train.count == 12);
}

TEST_CASE("variations of what is no picture of bytes are refused") {
  CHECK(contains(refusal([] { load_dataset("ring+rot"); }), "ring: +rot wants pictures"));
  CHECK(contains(refusal([] { load_dataset("terms+basic"); }), "wants 31 examples"));
}

}  // namespace
}  // namespace hourglass
