// Looking back: what is kept of each moment, and how much room it takes.
#include "snapshot/timeline.h"

#include <doctest/doctest.h>

#include <cmath>
#include <iostream>

using namespace hourglass;

namespace {

// As vae-2d on 28×28 leaves one.
std::shared_ptr<const Snapshot> moment(uint32_t step, uint32_t training = 1, uint32_t side = 28,
                                       uint32_t channels = 1) {
  auto s = std::make_shared<Snapshot>();
  s->training_number = training;
  s->step = step;
  const auto fill = [&](uint32_t count) {
    Pictures some{count, side, side, std::vector<float>(size_t{count} * side * side * channels),
                  channels};
    for (size_t i = 0; i < some.pixels.size(); ++i)
      some.pixels[i] = static_cast<float>((i * 31 + step) % 256) / 255;
    return some;
  };
  s->manifold = fill(manifold_side * manifold_side);
  s->outputs = fill(reconstructed);
  for (uint32_t i = 0; i < 2 * plane_points; ++i)
    s->codes.push_back(std::sin(0.1F * static_cast<float>(i + step)) * 5);
  s->log_variances = s->codes;
  s->code_count = plane_points;
  s->code_size = 2;
  s->train_curve.series = 1;
  for (uint32_t i = 1; i <= step; ++i) s->train_curve.add(i, std::array{1.0F});
  return s;
}

}  // namespace

TEST_CASE("a moment comes back as it was drawn, with the newest curves") {
  Timeline timeline;
  const auto first = moment(10), last = moment(20);
  timeline.see(first);
  timeline.see(last);
  REQUIRE(timeline.size() == 2);
  const auto back = timeline.at(0, *last);
  CHECK(back->step == 10);
  CHECK(back->train_curve.size() == 20);
  REQUIRE(back->manifold.pixels.size() == first->manifold.pixels.size());
  REQUIRE(back->codes.size() == first->codes.size());
  double pictures = 0, codes = 0;
  for (size_t i = 0; i < first->manifold.pixels.size(); ++i)
    pictures = std::max(pictures, std::abs(double{back->manifold.pixels[i]} - first->manifold.pixels[i]));
  for (size_t i = 0; i < first->codes.size(); ++i)
    codes = std::max(codes, std::abs(double{back->codes[i]} - first->codes[i]));
  CHECK(pictures < 0.51 / 255);
  CHECK(codes < 10.0 / 65535);
  CHECK(timeline.at(0, *last) == back);  // the same object: textures stay
  CHECK(timeline.nearest(14) == 0);
  CHECK(timeline.nearest(16) == 1);
}

TEST_CASE("another training begins another timeline, and so do steps that are trained once more") {
  Timeline timeline;
  for (const uint32_t step : {0u, 5u, 10u}) timeline.see(moment(step));
  CHECK(timeline.size() == 3);
  timeline.see(moment(10));  // the same moment
  CHECK(timeline.size() == 3);
  timeline.see(moment(0, 2));
  CHECK(timeline.size() == 1);
  timeline.see(moment(8, 2));
  timeline.see(moment(4, 2));
  CHECK(timeline.size() == 1);
}

TEST_CASE("a long timeline is thinned, keeps its first moment and room for the rest") {
  Timeline timeline;
  for (uint32_t step = 0; step < 1000; ++step) {
    timeline.see(moment(step));
    REQUIRE(timeline.size() <= Timeline::most);
    REQUIRE(timeline.bytes() <= Timeline::room);
  }
  std::cout << "timeline: " << timeline.size() << " moments of vae-2d in " << timeline.bytes() / 1e6
            << " MB\n";
  CHECK(timeline.size() >= Timeline::most / 2);
  CHECK(timeline.step(0) == 0);
  for (size_t i = 1; i < timeline.size(); ++i) CHECK(timeline.step(i) > timeline.step(i - 1));
}

TEST_CASE("large pictures take no more room than there is") {
  Timeline timeline;
  for (uint32_t step = 0; step < 120; ++step) timeline.see(moment(step, 1, 32, 3));
  CHECK(timeline.bytes() <= Timeline::room);
  CHECK(timeline.size() > 20);
}
