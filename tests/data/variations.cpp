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

TEST_CASE("pictures are scaled, cut, greyed and inverted by what is behind their name") {
  const Folder folder;
  folder.put("x", images(21, 8, 12));
  const std::string name = "idx:" + folder / "x";
  const Split plain = load_dataset(name), cut = load_dataset(name + "+crop"),
              small = load_dataset(name + "+size10"), both = load_dataset(name + "+size10+crop");
  CHECK(cut.train.example == Shape{1, 8, 8, 1});
  CHECK(cut.train.image(1)[0] == plain.train.image(1)[2]);
  CHECK(small.test.example == Shape{1, 10, 10, 1});
  // Side by side they are one step: first the cut.
  CHECK(both.train.pixels == load_dataset(name + "+crop+size10").train.pixels);
  CHECK(both.train.found == "12×8, grey");
  CHECK(load_dataset(name + "+colour").train.example == Shape{1, 8, 12, 3});
  CHECK(load_dataset(name + "+colour+grey").train.pixels == plain.train.pixels);
  const Dataset inverted = load_dataset(name + "+invert").train;
  CHECK(inverted.image(0)[5] == 250);
  CHECK(load_dataset(name + "+invert+invert").train.pixels == plain.train.pixels);
  CHECK(load_dataset(name + "+invert").train.name == name + "+invert");
  CHECK(contains(refusal([&] { load_dataset(name + "+size7"); }), "give +size8 to +size256"));
  CHECK(contains(refusal([] { load_dataset("ring+size9"); }), "+size9 wants pictures"));
  CHECK(contains(refusal([] { load_dataset("ring+invert"); }), "+invert wants pictures"));
  CHECK(contains(refusal([] { load_dataset("strokes+label=x"); }), "+label is for tables"));
}

TEST_CASE("the share for testing is picked evenly, and neither part is ever empty") {
  const Folder folder;
  folder.put("x", images(20));
  folder.put("y", labels(20, 20));
  const std::string name = "idx:" + folder / "x" + "," + folder / "y";
  const Split split = load_dataset(name + "+test25");
  CHECK(split.train.count == 15);
  CHECK(split.test.labels == std::vector<Label>{3, 7, 11, 15, 19});
  CHECK(load_dataset(name + "+test1").test.count == 1);
  CHECK(load_dataset(name + "+test90").train.count == 2);
  CHECK(contains(refusal([&] { load_dataset(name + "+test91"); }), "give +test1 to +test90"));
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
