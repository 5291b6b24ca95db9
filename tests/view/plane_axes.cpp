// Projections of codes onto the plane, and Gaussians fitted to them.
#include "view/plane_axes.h"

#include <doctest/doctest.h>

#include <cmath>

#include "model/prior.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {

// Codes of `size` units with standard deviation 3 along (1, 1, 0, …)/√2, 2 along the last unit, 0.2 elsewhere.
std::vector<float> stretched(uint32_t count, uint32_t size) {
  std::vector<float> codes = normal_draws(4, 1, count * size);
  for (uint32_t i = 0; i < count; ++i) {
    float* code = codes.data() + size_t{i} * size;
    const float along = 3 * code[0], across = 0.2f * code[1];
    for (uint32_t k = 2; k + 1 < size; ++k) code[k] *= 0.2f;
    code[0] = (along + across) / std::sqrt(2.0f);
    code[1] = (along - across) / std::sqrt(2.0f);
    code[size - 1] *= 2;
  }
  return codes;
}

Snapshot snapshot_of(std::vector<float> codes, uint32_t size, bool variational) {
  Snapshot snapshot;
  auto model = std::make_shared<Model>();
  model->variational = variational;
  snapshot.model = model;
  auto data = std::make_shared<DataView>();
  data->classes = 2;
  snapshot.data = data;
  snapshot.code_size = size;
  snapshot.code_count = static_cast<uint32_t>(codes.size() / size);
  snapshot.codes = std::move(codes);
  return snapshot;
}

}  // namespace

TEST_CASE("principal directions are those of most variance, and orthonormal") {
  const Principal p = principal(stretched(1000, 8), 1000, 8, 3);
  const auto& d = p.directions;
  REQUIRE(d.size() == 3);
  CHECK(std::abs(d[0][0] + d[0][1]) / std::sqrt(2.0f) == doctest::Approx(1).epsilon(0.01));
  CHECK(std::abs(d[1][7]) == doctest::Approx(1).epsilon(0.01));
  for (size_t i = 0; i < 3; ++i)
    for (size_t j = 0; j <= i; ++j) {
      float product = 0;
      for (size_t k = 0; k < 8; ++k) product += d[i][k] * d[j][k];
      CHECK(std::abs(product - (i == j ? 1 : 0)) < 1e-5f);
    }
}

TEST_CASE("principal directions do not flip from one snapshot to the next") {
  std::vector<float> codes = stretched(500, 6);
  const Principal before = principal(codes, 500, 6, 2);
  for (float& x : codes) x = -1.02f * x;  // the same cloud, mirrored and a little larger
  const Principal after = principal(codes, 500, 6, 2, &before);
  float same = 0;
  for (size_t k = 0; k < 6; ++k) same += before.directions[0][k] * after.directions[0][k];
  CHECK(same > 0.99f);
}

TEST_CASE("principal directions of no codes, or of equal codes, are still directions") {
  for (const uint32_t count : {0u, 10u}) {
    const Principal p = principal(std::vector<float>(size_t{count} * 5, 2.0f), count, 5, 2);
    float length = 0;
    for (const float x : p.directions[1]) length += x * x;
    CHECK(length == doctest::Approx(1));
  }
}

TEST_CASE("a place on the plane and its code belong together") {
  for (const uint32_t size : {1u, 2u, 8u}) {
    const Snapshot snapshot = snapshot_of(stretched(200, std::max(size, 2u)), size, true);
    PlaneAxes axes;
    CHECK(axes.update(snapshot));
    CHECK_FALSE(axes.update(snapshot));
    const auto [u, v] = axes.place(axes.code_at(0.7f, -1.3f));
    CHECK(u == doctest::Approx(0.7).epsilon(1e-4));
    if (size > 1) CHECK(v == doctest::Approx(-1.3).epsilon(1e-4));
    CHECK(axes.places(snapshot).size() == 2 * size_t{snapshot.code_count});
  }
}

TEST_CASE("any two directions make a plane, at right angles or not, and never one twice") {
  const Snapshot snapshot = snapshot_of(stretched(200, 5), 5, true);
  PlaneAxes axes;
  axes.update(snapshot);
  CHECK(axes.name(0) == "PC1");
  CHECK(axes.directions().size() == 4 + 5);
  for (int i = 0; i < 20; ++i) {
    axes.turn(i % 2, i < 10 ? 1 : -1);
    CHECK_FALSE(axes.update(snapshot));
    CHECK_FALSE(axes.direction(0) == axes.direction(1));
    for (const bool mean : {true, false}) {
      axes.through_mean = mean;
      const auto [u, v] = axes.place(axes.code_at(0.7f, -1.3f));
      CHECK(u == doctest::Approx(0.7).epsilon(1e-3));
      CHECK(v == doctest::Approx(-1.3).epsilon(1e-3));
    }
  }
  // Units alone: through 0 the others are 0.
  const auto turn_to = [&](size_t axis, uint32_t unit) {
    while (axes.direction(axis) != PlaneAxes::Direction{false, unit}) axes.turn(axis, 1);
  };
  turn_to(1, 3);
  turn_to(0, 0);
  turn_to(1, 1);
  axes.update(snapshot);
  CHECK(axes.name(0) == "μ₁");
  CHECK(axes.code_at(0.5f, 0.25f) == std::vector<float>{0.5f, 0.25f, 0, 0, 0});
}

TEST_CASE("the plane shows the prior and nearly all codes") {
  PlaneAxes axes;
  std::vector<float> codes(400, 0.5f);
  codes[0] = 900;  // one stray does not count
  Snapshot snapshot = snapshot_of(codes, 2, true);
  axes.update(snapshot);
  CHECK(axes.extent(snapshot) == doctest::Approx(3.2));
  snapshot = snapshot_of(std::vector<float>(400, -20.0f), 2, false);
  axes.update(snapshot);
  CHECK(axes.extent(snapshot) == doctest::Approx(21.6));
  Snapshot nothing;
  axes.update(nothing);
  CHECK(axes.extent(nothing) == doctest::Approx(3.2));
}

TEST_CASE("the ellipse of a posterior has its standard deviations as half axes") {
  PlaneAxes axes;
  const Snapshot snapshot = snapshot_of(std::vector<float>(8), 2, true);
  axes.update(snapshot);
  const float log_variance[] = {2 * std::log(0.5f), 2 * std::log(0.1f)};
  const auto half = axes.spread(log_variance);
  CHECK(half[0][0] == doctest::Approx(0.5));
  CHECK(half[0][1] == doctest::Approx(0));
  CHECK(half[1][1] == doctest::Approx(0.1));
}

TEST_CASE("a fitted Gaussian has the mean and the covariance of its codes") {
  const std::vector<float> codes = stretched(2000, 4);
  const FittedGaussian g = fit_gaussian(codes, 2000, 4);
  const auto covariance = [&](size_t r, size_t c) {
    float sum = 0;
    for (size_t k = 0; k < 4; ++k) sum += g.factor[4 * r + k] * g.factor[4 * c + k];
    return sum;
  };
  CHECK(covariance(0, 1) == doctest::Approx(4.5).epsilon(0.1));
  CHECK(covariance(3, 3) == doctest::Approx(4).epsilon(0.1));
  CHECK(std::abs(covariance(0, 3)) < 0.4f);
}
