// Figures that a snapshot and an evaluation both have are the same ones.
#include <doctest/doctest.h>

#include "app/engine.h"
#include "train/metrics.h"

using namespace hourglass;

TEST_CASE(
    "the MSE of the pictures that are shown is the figures' own, not of what is cut off for "
    "showing") {
  Settings settings = preset_settings("linear");
  settings.learning_rate = 0.05f;
  settings.threads = 1;
  settings.backend = "cpu";
  Engine engine(0, 0, {});
  engine.apply(settings);
  engine.train(10, 30);  // so fast that it overshoots: values below 0 and above 1
  const auto snapshot = finish(engine.picturing(false, 0));
  REQUIRE(snapshot->output_mse.size() == reconstructed);
  double shown = 0;
  for (const float mse : snapshot->output_mse) shown += mse / reconstructed;
  const double figure =
      engine.trainer().evaluate(engine.data().test, reconstructed).figures.mse.value();
  CHECK(shown / figure == doctest::Approx(1).epsilon(1e-5));
  const std::vector<float> inputs = pixels_of(engine.data().test, 0, reconstructed);
  const double cut_off =
      squared_distance(snapshot->outputs.pixels, inputs) / static_cast<double>(inputs.size());
  CHECK(cut_off < 0.995 * figure);  // else there was nothing to cut off
}
