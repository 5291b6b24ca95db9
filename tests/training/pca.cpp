// Principal components, against what is known without a decomposition.
#include "train/pca.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "compute/error.h"
#include "train/report.h"

using namespace hourglass;

namespace {

// Rows of numbers around a mean, of rank 2 but for a last direction of little weight.
Dataset rows(float weight) {
  std::vector<float> values;
  for (uint32_t i = 0; i < 600; ++i) {
    const float a = std::sin(static_cast<float>(i)) * 3, b = std::cos(1.7f * static_cast<float>(i));
    const float c = std::sin(0.37f * static_cast<float>(i * i)) * weight;
    values.insert(values.end(), {5 + a + b, a - b, c, 2 - a});
  }
  Dataset data{"rows", {1, 1, 1, 4}, 600, {}, {}, 0};
  data.values = std::move(values);
  data.kind = Kind::table;
  return data;
}

PrincipalComponents components(const Dataset& data, uint32_t k, bool centred = true) {
  return finish(finding_components(data, k, centred), {});
}

}  // namespace

TEST_CASE("two components rebuild what has rank two about its mean, and not what has three") {
  CHECK(projection_mse(components(rows(0), 2), rows(0)) == doctest::Approx(0));
  // What is left over is the variance of the last direction, which stands on the others.
  double squares = 0, sum = 0;
  const Dataset data = rows(0.25f);
  for (uint32_t i = 0; i < 600; ++i) {
    sum += double{data.row(i)[2]};
    squares += double{data.row(i)[2]} * double{data.row(i)[2]};
  }
  const double variance = squares / 600 - sum / 600 * (sum / 600);
  CHECK(projection_mse(components(data, 2), data) == doctest::Approx(variance / 4).epsilon(0.02));
  // Without the mean it takes a direction of its own.
  CHECK(projection_mse(components(rows(0), 2, false), rows(0)) > 1e-3);
  CHECK(projection_mse(components(rows(0), 3, false), rows(0)) == doctest::Approx(0));
}

TEST_CASE("a few of many components are those of the whole decomposition") {
  const Dataset digits = make_strokes(700, 2);
  const PrincipalComponents few = components(digits, 5), all = components(digits, 250);
  double off = 0;
  for (size_t c = 0; c < 5; ++c) {
    double dot = 0;
    for (size_t i = 0; i < 784; ++i)
      dot += few.directions[c * 784 + i] * all.directions[c * 784 + i];
    off = std::max(off, 1 - std::abs(dot));
  }
  CHECK(off < 1e-9);
}

TEST_CASE(
    "principal angles are 0 within the plane, whatever spans it, and right at what stands on it") {
  const PrincipalComponents found = components(rows(0.1f), 2);
  std::vector<float> mixed(8), beside{0, 0, 1, 0, 0, 0, 1, 1e-7f};
  for (size_t i = 0; i < 4; ++i) {
    const double a = found.directions[i], b = found.directions[4 + i];
    mixed[i] = static_cast<float>(3 * a - b);
    mixed[4 + i] = static_cast<float>(a + 0.1 * b);
  }
  CHECK(mean_squared_cosine(found, mixed) == doctest::Approx(1));
  CHECK(mean_squared_cosine(found, beside) < 0.6);
}

TEST_CASE("what cannot be decomposed is refused in a line") {
  CHECK_THROWS_WITH_AS(components(rows(0), 5), doctest::Contains("smaller code"), Error);
  Dataset wide{"wide", {1, 32, 32, 3}, 1, std::vector<uint8_t>(3072), {}, 0};
  CHECK_THROWS_WITH_AS(components(wide, 2), doctest::Contains("3072 numbers"), Error);
}

TEST_CASE(
    "a linear autoencoder comes to span the components; one with a curve inside is not compared by "
    "angles") {
  Settings s = preset_settings("linear");
  s.batch = 100;
  s.learning_rate = 0.02f;
  const Dataset data = rows(0.5f);
  const auto backend = make_cpu_backend({1, false});
  Trainer trainer(*backend, s, data);
  const auto ask = [&](Trainer& of) { return evaluation_report(of, data, {.pca_of = &data}); };
  const double before = ask(trainer)["pca"]["mean_squared_cosine"];
  trainer.advance(3000);
  const nlohmann::json after = ask(trainer);
  CHECK(after["pca"]["components"] == 2);
  CHECK(after["pca"]["mean_squared_cosine"].get<double>() > 0.99);
  CHECK(after["pca"]["mean_squared_cosine"].get<double>() > before);
  CHECK(after["mse"].get<double>() ==
        doctest::Approx(after["pca"]["mse"].get<double>()).epsilon(0.05));
  CHECK(after["mse"].get<double>() > 0.999 * after["pca"]["mse"].get<double>());
  CHECK(after["train_mse"] == after["mse"]);
  s.hidden = {3};
  s.activation = "tanh";
  Trainer curved(*backend, s, data);
  CHECK(!ask(curved)["pca"].contains("mean_squared_cosine"));
}
