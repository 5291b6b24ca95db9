// What a snapshot shows of data that are no grey pictures, and of spoilt ones.
#include <doctest/doctest.h>

#include <algorithm>

#include "app/engine.h"

using namespace hourglass;

namespace {

std::shared_ptr<const Snapshot> shown(Engine& engine, const char* preset, const char* data,
                                      uint32_t batch) {
  Settings settings = preset_settings(preset);
  settings.data = data;
  settings.batch = batch;
  settings.threads = 1;
  settings.backend = "cpu";
  engine.apply(settings);
  return finish(engine.picturing(false, 0));
}

// Colours that come apart where channels are mixed up: red grows to the right, green downwards, blue by example.
Split coloured() {
  Dataset data;
  data.name = "coloured";
  data.example = {1, 8, 8, 3};
  data.count = 300;
  std::vector<uint8_t> pixels;
  for (uint32_t i = 0; i < data.count; ++i)
    for (uint32_t y = 0; y < 8; ++y)
      for (uint32_t x = 0; x < 8; ++x)
        for (const uint32_t v : {30 * x, 30 * y, i % 256})
          pixels.push_back(static_cast<uint8_t>(v));
  data.pixels = std::move(pixels);
  return {data, data};
}

}  // namespace

TEST_CASE("points are shown in their own range, all of them with what became of them") {
  Engine engine(0, 0, {});
  const auto s = shown(engine, "deep", "moons", 32);
  const DataView& data = *s->data;
  CHECK(data.kind == Kind::points);
  CHECK(data.test.kind == Kind::points);
  CHECK(data.test.channels == 2);
  CHECK(data.train.count == plane_points);
  CHECK(data.low < -1);
  CHECK(data.high > 1);
  CHECK(std::ranges::min(data.test.pixels) < 0);  // not cut to what pictures can be
  CHECK(s->outputs.count == plane_points);
  CHECK(s->output_mse.size() == plane_points);
  CHECK(s->outputs.features() == 2);
  CHECK(s->spoilt.count == 0);
}

TEST_CASE("points in space keep their three numbers") {
  Engine engine(0, 0, {});
  const auto s = shown(engine, "deep", "swiss-roll", 32);
  CHECK(s->data->test.channels == 3);
  CHECK(s->outputs.picture(7).size() == 3);
  CHECK(s->data->factor_name == "way along the roll");
  CHECK(s->data->test_factor.size() == plane_points);
  CHECK(std::ranges::max(s->data->test_factor) == 1);
  CHECK(std::ranges::min(s->data->test_factor) == 0);
}

TEST_CASE("rows of a table bring the names of their columns and the range of their numbers") {
  Engine engine(0, 0, {});
  const auto s = shown(engine, "deep", "terms", 6);
  const DataView& data = *s->data;
  CHECK(data.kind == Kind::table);
  CHECK(data.feature_names.at(1) == "Brutus");
  CHECK(data.class_name(3) == "Hamlet");
  CHECK(data.high == doctest::Approx(17.7f));
  CHECK(data.low == 0);
  CHECK(s->outputs.count == 6);
  CHECK(data.test.picture(0)[4] == doctest::Approx(17.7f));
}

TEST_CASE("a loss of numbers from 0 to 1 makes place for one that goes with the data") {
  Engine engine(0, 0, {});
  Settings settings = preset_settings("vae-2d");
  settings.hidden = {8};
  settings.threads = 1;
  settings.backend = "cpu";
  settings.data = "moons";
  engine.apply(settings);
  CHECK(engine.settings().loss == "gaussian");
  settings = preset_settings("contractive");
  settings.threads = 1;
  settings.backend = "cpu";
  settings.data = "moons";
  engine.apply(settings);
  CHECK(engine.settings().loss == "mse");
  settings.data = "rect";  // pictures: as asked
  engine.apply(settings);
  CHECK(engine.settings().loss == "bernoulli");
}

TEST_CASE("losses are told in words of the data's kind") {
  Engine engine(0, 0, {});
  CHECK(shown(engine, "deep", "strokes", 32)->model->loss_unit == "MSE/pixel");
  CHECK(shown(engine, "deep", "moons", 32)->model->loss_unit == "MSE/coordinate");
  CHECK(shown(engine, "deep", "terms", 6)->model->series[0].unit == "MSE/column");
  CHECK(noun(Kind::points).many == "points");
}

TEST_CASE("colour keeps its three channels all the way to the views") {
  Engine engine(0, 0, {});
  shown(engine, "deep", "moons", 32);
  Settings settings = preset_settings("deep");
  settings.threads = 1;
  settings.backend = "cpu";
  settings.data = "strokes";
  engine.apply(settings);
  engine.use(coloured());
  const auto s = finish(engine.picturing(false, 0));
  const Pictures& test = s->data->test;
  CHECK(test.channels == 3);
  CHECK(test.features() == 8 * 8 * 3);
  const std::span<const float> one = test.picture(9).subspan((3 * 8 + 5) * 3, 3);
  CHECK(one[0] == doctest::Approx(150 / 255.0));
  CHECK(one[1] == doctest::Approx(90 / 255.0));
  CHECK(one[2] == doctest::Approx(9 / 255.0));
  CHECK(s->outputs.channels == 3);
  CHECK(s->outputs.pixels.size() == reconstructed * 8 * 8 * 3);
  CHECK(s->manifold.pixels.size() == manifold_side * manifold_side * 8 * 8 * 3);
}

TEST_CASE("a spoilt input comes along, the same every time, and is what the output was made from") {
  Engine engine(0, 0, {});
  Settings settings = preset_settings("denoising");
  settings.data = "strokes";
  settings.code = 16;
  settings.threads = 1;
  settings.backend = "cpu";
  engine.apply(settings);
  const auto s = finish(engine.picturing(false, 0)), again = finish(engine.picturing(false, 0));
  REQUIRE(s->spoilt.count == reconstructed);
  CHECK(s->spoilt.pixels == again->spoilt.pixels);
  size_t wiped = 0, others = 0, inked = 0;
  for (size_t i = 0; i < s->spoilt.pixels.size(); ++i) {
    const float before = s->data->test.pixels[i], after = s->spoilt.pixels[i];
    inked += before > 0;
    wiped += before > 0 && after == 0;
    others += after != 0 && after != before;
  }
  CHECK(others == 0);
  CHECK(static_cast<double>(wiped) / static_cast<double>(inked) ==
        doctest::Approx(0.25).epsilon(0.2));
  CHECK(s->outputs.pixels == engine
                                 .pictures(engine.trainer().codec().decode(
                                     engine.trainer().codec().encode(s->spoilt.pixels).mean))
                                 .pixels);
  // The same inputs as an evaluation's, so the same figure.
  double mean = 0;
  for (const float mse : s->output_mse) mean += mse / reconstructed;
  CHECK(mean / *engine.trainer().evaluate(engine.data().test, reconstructed).figures.mse ==
        doctest::Approx(1).epsilon(1e-5));
}

TEST_CASE("what a method can do stands beside what others could on the same data") {
  Engine engine(0, 0, {});
  const auto trained = [&](const char* preset, const char* data) {
    Settings s = preset_settings(preset);
    s.data = data;
    s.backend = "cpu";
    s.hidden = {16};
    s.threads = 1;
    engine.apply(s);
    engine.train(0, 20);
    Job<std::shared_ptr<const Snapshot>> job = engine.picturing(false, 0);
    while (job.step()) {
    }
    return job.take()->abilities;
  };
  const auto mixture = trained("mixture", "moons");
  REQUIRE(mixture.size() == 1);
  CHECK(mixture[0].density);
  CHECK(mixture[0].sampling);
  CHECK_FALSE(mixture[0].encoding);
  CHECK(mixture[0].likelihood == Likelihood::exact);
  const auto flow = trained("flow", "moons");
  REQUIRE(flow.size() == 2);
  CHECK(flow[0].encoding);
  CHECK(flow[1] == mixture[0]);
  const auto gan = trained("gan-2d", "moons");
  REQUIRE(gan.size() == 3);
  CHECK(gan[0].likelihood == Likelihood::none);
  CHECK_FALSE(gan[0].density);
  CHECK(gan[0].sampling);
  CHECK(trained("gan-2d", "ring").size() == 1);
  const auto vae = trained("vae-2d", "strokes");
  REQUIRE(vae.size() == 1);
  CHECK(vae[0].likelihood == Likelihood::bound);
  CHECK_FALSE(vae[0].density);
  CHECK(vae[0].nll > 0);
  // Back again: one row each, the present one first.
  const auto again = trained("flow", "moons");
  REQUIRE(again.size() == 3);
  CHECK(again[0].title == flow[0].title);
}
