// Exact densities: mixtures, flows, an affine map. What their figures mean, and what their lines show.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "compute/error.h"
#include "training/point_runs.h"

using namespace point_runs;

TEST_CASE("expectation and maximisation never make the likelihood smaller") {
  Settings s = preset_settings("mixture");
  s.data = "moons";
  Run run(s, 40);
  const Track track = run.trainer.take_losses();
  REQUIRE(track.size() == 40);
  for (size_t i = 1; i < track.size(); ++i) CHECK(track.row(i)[0] <= track.row(i - 1)[0] + 1e-4f);
  CHECK(track.row(39)[0] < track.row(0)[0] - 0.1f);
  CHECK(run.trainer.phases()[0].done == 1);
  CHECK(run.trainer.phases()[1].done == 39);
}

TEST_CASE("a mixture's samples and its density are of one distribution") {
  Settings s = preset_settings("mixture");
  Run run(s, 30);
  // Of its own samples −log p is the entropy, as it is of the data where it has found them.
  const std::vector<float> samples = run.trainer.method().generator()->sample(4000, 1);
  double sum = 0;
  for (const float log_p : run.trainer.method().field()->at(samples)) sum -= double{log_p} / 4000;
  CHECK(sum == doctest::Approx(run.measure("truth_nll")).epsilon(0.05));
  CHECK(std::abs(run.trainer.evaluate(run.data.test).figures.loss - run.measure("truth_nll")) <
        0.01);
}

TEST_CASE("a flow's samples go back to the noise that they are made of") {
  Settings s = preset_settings("flow");
  s.hidden = {16};
  Run run(s, 200);
  const std::vector<float> samples = run.trainer.method().generator()->sample(500, 1);
  double mean = 0;
  for (const float log_p : run.trainer.method().field()->at(samples)) mean -= double{log_p} / 500;
  // Its density integrates to 1: on a grid wide enough.
  std::vector<float> grid;
  for (int i = 0; i < 120; ++i)
    for (int j = 0; j < 120; ++j)
      grid.insert(grid.end(),
                  {-3 + 0.05f * static_cast<float>(i), -3 + 0.05f * static_cast<float>(j)});
  double mass = 0, entropy = 0;
  for (const float log_p : run.trainer.method().field()->at(grid)) {
    const double p = std::exp(double{log_p}) * 0.05 * 0.05;
    mass += p;
    entropy -= p * double{log_p};
  }
  CHECK(mass == doctest::Approx(1).epsilon(0.02));
  CHECK(mean == doctest::Approx(entropy).epsilon(0.1));
}

TEST_CASE(
    "noise's grid is bent as examples are made, and components' ellipses lie where the density "
    "says") {
  // An affine generator's grid stays straight: each line's middle lies between its ends.
  Run affine(preset_settings("affine-generator"), 30);
  const NoiseLines straight = affine.trainer.method().generator()->noise_lines();
  CHECK(straight.lines.size() == 22);
  const std::vector<float> p = affine.trainer.network().read_parameters();
  for (const auto& [points, share] : straight.lines) {
    REQUIRE(points.size() == 242);
    CHECK(points[120] == doctest::Approx((points[0] + points[240]) / 2).epsilon(1e-4));
  }
  // The first is that of z₂ = −2.5, from z₁ = −2.5 on.
  CHECK(straight.lines[0].points[0] == doctest::Approx(p[4] - 2.5f * (p[0] + p[2])).epsilon(1e-4));
  CHECK(straight.lines[0].points[1] == doctest::Approx(p[5] - 2.5f * (p[1] + p[3])).epsilon(1e-4));

  // On an ellipse of one component the density is one number.
  Settings one = preset_settings("mixture");
  one.components = 1;
  Run mixture(one, 3);
  const Method& method = mixture.trainer.method();
  const NoiseLines ellipses = method.generator()->noise_lines();
  REQUIRE(ellipses.lines.size() == 2);
  std::vector<float> level;
  for (const auto& line : ellipses.lines) {
    CHECK(line.share == doctest::Approx(1));
    const std::vector<float> density = method.field()->at(line.points);
    for (const float v : density) CHECK(v == doctest::Approx(density[0]).epsilon(1e-4));
    level.push_back(density[0]);
  }
  CHECK(level[0] - level[1] == doctest::Approx(1.5).epsilon(1e-3));  // ½ 2² − ½ 1²

  // Where a flow's grid is pulled apart it is thin: p(x) = N(z; 0, I) / |∂x/∂z|, by differences around
  // z = (−1, 1), where two lines cross and the map is smooth.
  Settings bent = preset_settings("flow");
  bent.hidden = {8};
  Run flow(bent, 200);
  const NoiseLines grid = flow.trainer.method().generator()->noise_lines();
  REQUIRE(grid.lines.size() == 22);
  struct Crossing {
    const std::vector<float>& line;
    size_t at;
    float operator[](size_t k) const { return line[2 * at + k]; }
    double slope(size_t k) const {
      return double{line[2 * at + 2 + k] - line[2 * at - 2 + k]} * 12;
    }
  };
  const Crossing along{grid.lines[7].points, 36}, up{grid.lines[14].points, 84};
  CHECK(along[0] == doctest::Approx(up[0]).epsilon(1e-4));
  CHECK(along[1] == doctest::Approx(up[1]).epsilon(1e-4));
  const double stretch = std::abs(along.slope(0) * up.slope(1) - along.slope(1) * up.slope(0));
  const float density = flow.trainer.method().field()->at(std::vector{along[0], along[1]})[0];
  CHECK(density == doctest::Approx(-1.8378770664 - 1 - std::log(stretch)).epsilon(0.05));
  Settings wide = small_gan();
  wide.code = 3;
  CHECK(Run(wide, 1).trainer.method().generator()->noise_lines().lines.empty());
}

TEST_CASE("densities refuse data that they are not of, in one line") {
  const auto backend = make_cpu_backend({1, false});
  const Dataset strokes = make_strokes(50, 1), roll = load_dataset("swiss-roll", 1).train;
  for (const std::string preset : {"mixture", "affine-generator", "flow"}) {
    CAPTURE(preset);
    CHECK_THROWS_WITH_AS(Trainer(*backend, preset_settings(preset), strokes),
                         doctest::Contains("choose"), Error);
    CHECK_THROWS_WITH_AS(Trainer(*backend, preset_settings(preset), roll),
                         doctest::Contains("choose"), Error);
  }
}
