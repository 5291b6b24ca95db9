// What generated examples are worth: shares that are known, and a report of whatever makes examples.
#include "train/generated.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "compute/error.h"
#include "compute/random.h"
#include "data/pixels.h"
#include "training/small_runs.h"

using namespace small_runs;

namespace {

// n places on a line, a step apart from `first` on.
std::vector<float> line(size_t n, float first) {
  std::vector<float> points;
  for (size_t i = 0; i < n; ++i) points.insert(points.end(), {first + static_cast<float>(i), 0});
  return points;
}

Manifolds compared(const std::vector<float>& real, const std::vector<float>& generated) {
  return finish(comparing_manifolds(real, generated, 2));
}

}  // namespace

TEST_CASE("precision, recall and coverage of sets that are alike, apart, or a part of each other") {
  const std::vector<float> all = line(20, 0);
  const Manifolds same = compared(all, line(20, 0.25f));
  CHECK(same.precision == 1);
  CHECK(same.recall == 1);
  CHECK(same.coverage == 1);
  const Manifolds apart = compared(all, line(20, 1000));
  CHECK(apart.precision == 0);
  CHECK(apart.recall == 0);
  CHECK(apart.coverage == 0);
  // All in the first quarter: every one is right, and most of what there is is missed.
  std::vector<float> few;
  for (int i = 0; i < 20; ++i) few.insert(few.end(), {0.2f * static_cast<float>(i), 0});
  const Manifolds narrow = compared(all, few);
  CHECK(narrow.precision == 1);
  CHECK(narrow.recall < 0.3);
  CHECK(narrow.coverage < 0.5);
  // And the other way round.
  const Manifolds wide = compared(few, all);
  CHECK(wide.precision < 0.3);
  CHECK(wide.recall == 1);
}

TEST_CASE("the balls reach to the third neighbour, and not beyond") {
  // Third neighbours of 0, 1, 2, 3: at 3, 2, 2, 3.
  const std::vector<float> real = line(4, 0);
  CHECK(compared(real, {6.0f, 0, 5.9f, 0, 100, 0, 101, 0}).precision == 0.5);  // 3 + 3
  CHECK(compared(real, {6.1f, 0, 100, 0, 101, 0, 102, 0}).precision == 0);
}

namespace {

// As the papers have it, word by word: sorted distances, in doubles.
Manifolds by_the_book(const std::vector<float>& real, const std::vector<float>& generated,
                      size_t width) {
  const auto point = [width](const std::vector<float>& of, size_t i) {
    return std::span(of).subspan(i * width, width);
  };
  const auto reach = [&](const std::vector<float>& of, size_t i) {
    std::vector<double> all;
    for (size_t j = 0; j < of.size() / width; ++j)
      if (j != i) all.push_back(squared_distance(point(of, i), point(of, j)));
    std::ranges::sort(all);
    return all[2];
  };
  const size_t n = real.size() / width, m = generated.size() / width;
  std::vector<double> near_real(m), near_generated(n), covered(n);
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < m; ++j) {
      const double far = squared_distance(point(real, i), point(generated, j));
      if (far <= reach(real, i)) near_real[j] = covered[i] = 1;
      if (far <= reach(generated, j)) near_generated[i] = 1;
    }
  const auto mean = [](const std::vector<double>& of) {
    return std::accumulate(of.begin(), of.end(), 0.0) / static_cast<double>(of.size());
  };
  return {mean(near_real), mean(near_generated), mean(covered)};
}

// Points of a cube with sides of `size` from `low` on.
std::vector<float> cube(size_t count, size_t width, float low, float size, uint64_t seed) {
  std::vector<float> points;
  for (uint32_t i = 0; points.size() < count * width; ++i)
    for (const uint32_t word : random_words(seed, Stream::sampling, 0, i))
      points.push_back(low + size * uniform(word));
  points.resize(count * width);
  return points;
}

}  // namespace

TEST_CASE("precision, recall and coverage are those of the papers' definitions") {
  // Widths about the blocks of a distance.
  for (const size_t width : {size_t{1}, size_t{3}, size_t{55}, size_t{57}, size_t{130}}) {
    CAPTURE(width);
    const std::vector<float> real = cube(60, width, 0, 1, 1);
    for (const auto& made :
         {cube(45, width, 0, 1, 2), cube(45, width, 0.3f, 0.5f, 3), cube(45, width, 0.3f, 1, 4)}) {
      const Manifolds found = finish(comparing_manifolds(real, made, width)),
                      wanted = by_the_book(real, made, width);
      CHECK(found.precision == doctest::Approx(wanted.precision));
      CHECK(found.recall == doctest::Approx(wanted.recall));
      CHECK(found.coverage == doctest::Approx(wanted.coverage));
    }
  }
}

TEST_CASE("the nearest example is the one that no other is nearer than") {
  const Dataset among = part(strokes(), 100, 400);
  const std::vector<float> points = pixels_of(strokes(), 0, 20);
  const Nearest found = finish(finding_nearest(points, among));
  for (uint32_t i = 0; i < 20; ++i) {
    CAPTURE(i);
    std::vector<double> all;
    for (uint32_t j = 0; j < among.count; ++j)
      all.push_back(
          squared_distance(std::span(points).subspan(i * 784, 784), pixels_of(among, j, 1)));
    const auto least = std::ranges::min_element(all);
    CHECK(found.which[i] == least - all.begin());
    CHECK(found.distance[i] == doctest::Approx(std::sqrt(*least / 784)));
  }
}

TEST_CASE("the nearest example is found, and how far it is") {
  const Dataset& data = strokes();
  std::vector<float> points = pixels_of(data, 17, 1), other = pixels_of(data, 400, 1);
  other[0] += 0.28f;
  points.insert(points.end(), other.begin(), other.end());
  const Nearest found = finish(finding_nearest(points, data));
  CHECK(found.which == std::vector<uint32_t>{17, 400});
  CHECK(found.distance[0] == 0);
  CHECK(found.distance[1] == doctest::Approx(0.28 / 28));
  CHECK(found.mean() == doctest::Approx(0.005));
}

TEST_CASE("whatever makes examples is judged, and what makes none says so") {
  const Dataset train = part(strokes(), 0, 400), test = part(strokes(), 400, 100);
  const Run vae(small_vae(), 300), untaught(small_vae(), 0);
  const auto judged = [&](const Run& run) {
    return finish(judging_generated(*run.trainer, train, test, 1000));
  };
  const nlohmann::json report = judged(vae), before = judged(untaught);
  CHECK(report["count"] == 100);  // as many as there are tests
  CHECK(report["classes"].size() == 10);
  CHECK(report["entropy"].get<double>() <= std::log(10.0) + 1e-9);
  CHECK(report["precision"].get<double>() > before["precision"].get<double>());
  CHECK(report["nearest"].get<double>() < before["nearest"].get<double>());
  CHECK(report["test_nearest"] == before["test_nearest"]);
  CHECK(judged(vae) == report);
  const Run plain(small_runs::plain("relu"), 0);
  CHECK_THROWS_WITH_AS(judged(plain), doctest::Contains("makes no examples"), Error);

  // Points have no classifier, and are compared as they are.
  const Split ring = load_dataset("ring", 1);
  const auto backend = make_cpu_backend({1, false});
  Trainer mixture(*backend, preset_settings("mixture"), ring.train);
  mixture.advance(40);
  const nlohmann::json of_points = finish(judging_generated(mixture, ring.train, ring.test, 300));
  CHECK(!of_points.contains("entropy"));
  CHECK(of_points["precision"].get<double>() > 0.8);
  CHECK(of_points["recall"].get<double>() > 0.8);
}
