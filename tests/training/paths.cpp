// Ways between codes, the prior's quantiles, and what is measured of codes in a plane.
#include "model/paths.h"

#include <doctest/doctest.h>

#include <cmath>

#include "model/prior.h"
#include "train/plane_measures.h"

using namespace hourglass;

namespace {

double length(std::span<const float> x) {
  double square = 0;
  for (const float v : x) square += double{v} * v;
  return std::sqrt(square);
}

}  // namespace

TEST_CASE("both ways between two codes begin and end at them, and the arc keeps its length") {
  const std::vector<float> a{3, 0, 0}, b{0, 0, 3};
  for (const Way way : {Way::linear, Way::spherical}) {
    for (size_t k = 0; k < 3; ++k) {
      CHECK(between(a, b, 0, way)[k] == doctest::Approx(a[k]));
      CHECK(between(a, b, 1, way)[k] == doctest::Approx(b[k]));
    }
  }
  CHECK(length(between(a, b, 0.5f, Way::linear)) == doctest::Approx(3 / std::sqrt(2.0)));
  for (const float t : {0.1f, 0.5f, 0.8f})
    CHECK(length(between(a, b, t, Way::spherical)) == doctest::Approx(3));
  // A third of the angle at a third of the way.
  CHECK(between(a, b, 1.0f / 3, Way::spherical)[0] ==
        doctest::Approx(3 * std::cos(std::acos(-1.0) / 6)));
}

TEST_CASE("where there is no arc the way is straight") {
  const std::vector<float> a{1, 2}, b{-2, -4}, c{2, 4}, nothing{0, 0};
  for (const std::vector<float>& end : {b, c, nothing})
    for (const float t : {0.0f, 0.25f, 1.0f})
      CHECK(between(a, end, t, Way::spherical) == between(a, end, t, Way::linear));
}

TEST_CASE("places along a broken line are equally far from each other, ends among them") {
  const std::vector<float> line{0, 0, 4, 0, 4, 0, 4, 2};  // one corner twice
  const std::vector<float> places = along(line, 2, 7);
  REQUIRE(places.size() == 14);
  for (size_t i = 0; i < 7; ++i) {
    CHECK(places[2 * i] == doctest::Approx(i < 4 ? static_cast<double>(i) : 4.0));
    CHECK(places[2 * i + 1] == doctest::Approx(i > 4 ? static_cast<double>(i - 4) : 0.0));
  }
  CHECK(along(std::vector<float>{5, 6}, 2, 3) == std::vector<float>{5, 6, 5, 6, 5, 6});
}

TEST_CASE("quantiles of the normal distribution are those of its table, and Φ goes back") {
  CHECK(normal_share(0) == doctest::Approx(0.5));
  CHECK(normal_quantile(0.5) == doctest::Approx(0).epsilon(1e-12));
  CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-10));
  CHECK(normal_quantile(0.99) == doctest::Approx(2.3263478740408408).epsilon(1e-10));
  CHECK(normal_quantile(1e-9) == doctest::Approx(-5.997807015007705).epsilon(1e-10));
  for (double share = 0.01; share < 1; share += 0.01)
    CHECK(normal_share(normal_quantile(share)) == doctest::Approx(share).epsilon(1e-12));
}

TEST_CASE("codes as the prior draws them leave nothing empty; half of them, half; none, all") {
  std::vector<float> codes = normal_draws(3, 1, 2000);
  CHECK(empty_share(codes) < 0.01);
  for (size_t i = 0; i < codes.size(); i += 2) codes[i] = std::abs(codes[i]) + 0.25f;
  CHECK(empty_share(codes) == doctest::Approx(0.5).epsilon(0.03));
  CHECK(empty_share({}) == 1);
  // One code reaches the four cells that meet in the middle, of all those within 2σ.
  const double cells = 1 - empty_share(std::vector<float>{0, 0});
  CHECK(cells == doctest::Approx(4 * 0.25 * 0.25 / (2 * std::acos(-1.0) * (1 - std::exp(-2.0))))
                     .epsilon(0.03));
  const float none = std::nanf("");
  CHECK(empty_share(std::vector<float>{none, 0, 1e30f, -1e30f}) == 1);
}

TEST_CASE("whitened codes are the ε that were coloured") {
  const std::vector<float> codes = normal_draws(5, 1, 600);
  FittedGaussian g{{1, -2}, {3, 0, 1.5f, 0.5f}};
  const std::vector<float> back = g.whiten(g.colour(codes));
  for (size_t i = 0; i < codes.size(); ++i)
    CHECK(back[i] == doctest::Approx(codes[i]).epsilon(1e-3));
}

TEST_CASE("classes that lie apart are told apart, mixed ones as often as by chance") {
  std::vector<float> places = normal_draws(7, 1, 1200);
  std::vector<Label> labels;
  for (uint32_t i = 0; i < 600; ++i) labels.push_back(static_cast<Label>(i % 3));
  const double mixed = finish(telling_apart(places, labels, 5));
  CHECK(mixed > 0.25);
  CHECK(mixed < 0.42);
  for (uint32_t i = 0; i < 600; ++i) places[2 * i] += 20.0f * static_cast<float>(labels[i]);
  CHECK(finish(telling_apart(places, labels, 5)) == 1);
  CHECK(std::isnan(finish(telling_apart({1, 1}, {0}, 5))));
}

TEST_CASE("a neighbour's vote does not count the point itself, and the nearest decides a tie") {
  // On a line: a at 0 and 1, b at 3 and 4.5. Of the four with k = 2, in order: (a b) the nearer a, (a b) a, (b a) b, (b a) b.
  const std::vector<float> places{0, 0, 1, 0, 3, 0, 4.5f, 0};
  CHECK(finish(telling_apart(places, {0, 0, 1, 1}, 2)) == 1);
  CHECK(finish(telling_apart(places, {0, 1, 1, 0}, 1)) == 0);
}
