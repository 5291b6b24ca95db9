// Tweens, smoothing and colours.
#include <doctest/doctest.h>

#include <cmath>

#include "model/prior.h"
#include "view/color_maps.h"
#include "view/smoothing.h"
#include "view/tween.h"

using namespace hourglass;
using namespace hourglass::view;

TEST_CASE("a tween goes from where it is seen to its goal in 150 ms") {
  Tween tween;
  tween.aim({0, 10}, 1.0, false);
  CHECK(tween.at(1.0)[1] == 10);  // nothing to compare with: at once
  tween.aim({4, 10}, 2.0, false);
  CHECK(tween.at(2.0)[0] == 0);
  const float between = tween.at(2.05)[0];
  CHECK((between > 1 && between < 4));
  tween.aim({0, 10}, 2.05, false);  // turned back on the way
  CHECK(tween.at(2.05)[0] == doctest::Approx(between));
  CHECK(tween.at(2.21)[0] == 0);
  CHECK_FALSE(tween.moving(2.21));
}

TEST_CASE("a tween jumps under reduced motion and where the number of values changes") {
  Tween tween;
  tween.aim({0}, 0, false);
  tween.aim({5}, 1, true);
  CHECK(tween.at(1)[0] == 5);
  tween.aim({1, 2, 3}, 2, false);
  CHECK(tween.at(2).size() == 3);
  CHECK(tween.at(2)[2] == 3);
}

TEST_CASE("smoothing keeps a straight line and the size of noise") {
  std::vector<float> line, noise;
  for (uint32_t i = 0; i < 2000; ++i) line.push_back(100.0f - 0.01f * static_cast<float>(i));
  const std::vector<float> normal = normal_draws(0, 3, 2000);
  for (size_t i = 0; i < 2000; ++i) noise.push_back(line[i] + 2 * normal[i]);
  const Smoothed straight = smooth(line);
  for (size_t i = 0; i < 1900; ++i)
    CHECK(straight.middle[i] == doctest::Approx(line[i]).epsilon(1e-4));
  const Smoothed smoothed = smooth(noise);
  for (size_t i = 100; i < 1900; i += 50) {
    CHECK(std::abs(smoothed.middle[i] - line[i]) < 1.2f);
    CHECK((smoothed.spread[i] > 1.2f && smoothed.spread[i] < 2.8f));
  }
}

TEST_CASE("one broken value does not spoil the smoothed curve") {
  std::vector<float> values(100, 5.0f);
  values[40] = NAN;
  values[50] = INFINITY;
  for (const float x : smooth(values).middle) CHECK(x == doctest::Approx(5));
  CHECK(smooth({}).middle.empty());
}

TEST_CASE("cividis grows lighter from end to end") {
  const auto lightness = [](ImU32 c) {
    return 0.2126 * std::pow(c & 255, 2.2) + 0.7152 * std::pow(c >> 8 & 255, 2.2) +
           0.0722 * std::pow(c >> 16 & 255, 2.2);
  };
  for (int i = 1; i <= 255; ++i)
    CHECK(lightness(cividis(static_cast<float>(i) / 255)) >=
          0.995 * lightness(cividis(static_cast<float>(i - 1) / 255)));
  CHECK(cividis(NAN) == cividis(0));
  CHECK(cividis(7) == cividis(1));
}

TEST_CASE("the diverging map is blue below zero, white at zero, orange above") {
  const auto red = [](ImU32 c) { return c & 255; };
  const auto blue = [](ImU32 c) { return c >> 16 & 255; };
  CHECK(red(diverging(-0.7f)) < blue(diverging(-0.7f)));
  CHECK(red(diverging(0.7f)) > blue(diverging(0.7f)));
  CHECK(red(diverging(0)) > 240);
  CHECK(red(diverging(0, true)) < 40);
  CHECK(diverging_palette(false)[0] == diverging(-1));
}

TEST_CASE("the same draw is the same numbers, another draw is not") {
  CHECK(normal_draws(1, 2, 9) == normal_draws(1, 2, 9));
  CHECK(normal_draws(1, 2, 9) != normal_draws(1, 3, 9));
  CHECK(normal_draws(1, 2, 9).size() == 9);
}
