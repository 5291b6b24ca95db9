// Telling what places belong to: figures, answers, saving, and the gradient through a softmax at every place.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "compute/error.h"
#include "data/pixels.h"
#include "data/sources.h"
#include "method/method.h"
#include "train/trainer.h"

using namespace hourglass;

namespace {

const Split& scenes() {
  static const Split all = load_dataset("shapes+clutter", 2);
  static const Split few{part(all.train, 0, 300), part(all.test, 0, 300)};
  return few;
}

Settings small() {
  Settings s = preset_settings("segmentation");
  s.channels = {6, 8};
  s.batch = 20;
  s.learning_rate = 0.01f;
  return s;
}

struct Run {
  std::unique_ptr<Backend> backend;
  Trainer trainer;
  Run(const Settings& s, uint32_t steps, CpuOptions options = {1, true})
      : backend(make_cpu_backend(options)), trainer(*backend, s, scenes().train) {
    trainer.advance(steps);
  }
};

}  // namespace

TEST_CASE("a segmenter's figures are those of its answers") {
  Run run(small(), 120);
  const Dataset& test = scenes().test;
  const Figures f = run.trainer.evaluate(test).figures;
  const std::vector<uint8_t> told =
      run.trainer.method().segmenter()->segment(pixels_of(test, 0, test.count));
  REQUIRE(told.size() == test.regions.size());
  uint64_t wrong = 0;
  double iou = 0;
  for (uint8_t k = 0; k < 4; ++k) {
    uint64_t both = 0, either = 0;
    for (size_t p = 0; p < told.size(); ++p) {
      both += told[p] == k && test.regions[p] == k;
      either += told[p] == k || test.regions[p] == k;
    }
    iou += static_cast<double>(both) / static_cast<double>(either) / 4;
  }
  for (size_t p = 0; p < told.size(); ++p) wrong += told[p] != test.regions[p];
  CHECK(f.measures[0] == doctest::Approx(iou));
  CHECK(f.terms[1] ==
        doctest::Approx(100.0 * static_cast<double>(wrong) / static_cast<double>(told.size()))
            .epsilon(1e-4));
  CHECK(f.loss == doctest::Approx(f.terms[0]));
}

TEST_CASE("segmentation goes on after a save as if it had not been broken off, on any threads") {
  Run whole(small(), 25), half(small(), 11), other(small(), 0), two(small(), 25, {2, true});
  other.trainer.restore(half.trainer.save());
  other.trainer.advance(14);
  CHECK(other.trainer.save() == whole.trainer.save());
  CHECK(two.trainer.weights_hash() == whole.trainer.weights_hash());
}

TEST_CASE("dense layers between the convolutions, and pooling, are no hindrance") {
  Settings dense = small(), pooled = small();
  dense.hidden = {20};
  pooled.pooling = "max";
  for (const Settings& s : {dense, pooled}) {
    Run run(s, 60);
    const double before = Run(s, 0).trainer.evaluate(scenes().test).figures.loss;
    CHECK(run.trainer.evaluate(scenes().test).figures.loss < 0.5 * before);
  }
}

TEST_CASE("segmentation refuses what it cannot learn from, in one line") {
  const auto backend = make_cpu_backend({1, false});
  CHECK_THROWS_WITH_AS(Trainer(*backend, small(), make_strokes(50, 1)),
                       doctest::Contains("choose shapes"), Error);
  Settings flat = small();
  flat.channels = {};
  CHECK_THROWS_WITH_AS(Trainer(*backend, flat, scenes().train), doctest::Contains("give channels"),
                       Error);
  Run run(small(), 0);
  CHECK_THROWS_WITH_AS(run.trainer.evaluate(load_dataset("shapes+rot", 1).test),
                       doctest::Contains("choose shapes"), Error);
}
