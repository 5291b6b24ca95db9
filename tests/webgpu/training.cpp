// Whole trainings on webgpu: as on the CPU, and past the loss of the device.
#include "train/training.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "compute/error.h"
#include "compute/webgpu/plan.h"
#include "compute/webgpu/webgpu_backend.h"
#include "train/layer_report.h"
#include "webgpu/device.h"

using namespace hourglass;

namespace {

std::vector<double> losses(Backend& backend, const Settings& settings, const Dataset& data,
                           uint32_t steps) {
  Trainer trainer(backend, settings, data);
  trainer.advance(steps);
  const Track track = trainer.take_losses();
  std::vector<double> sums;
  for (size_t i = 0; i < track.size(); ++i)
    sums.push_back(total(track.row(i), trainer.series(), settings));
  return sums;
}

Settings small() {
  Settings settings = preset_settings("vae-2d");
  settings.hidden = {32};
  settings.batch = 16;
  settings.backend = "webgpu";
  return settings;
}

}  // namespace

TEST_CASE("the first losses on webgpu are those of the cpu, to a thousandth") {
  const auto device = test_device("losses on webgpu");
  if (!device) return;
  const auto gpu = make_webgpu_backend(device), cpu = make_cpu_backend({1, false});
  const Dataset data = make_strokes(2000, 0);
  for (const char* preset : {"vae", "vae-2d", "deep"}) {
    CAPTURE(preset);
    const Settings settings = preset_settings(preset);
    const auto there = losses(*gpu, settings, data, 100), here = losses(*cpu, settings, data, 100);
    double worst = 0;
    for (size_t i = 0; i < 100; ++i) {
      const double off = std::abs(there[i] - here[i]) / here[i];
      CHECK(off < 1e-3);  // each by itself: a NaN is lost in a maximum
      worst = std::max(worst, off);
    }
    std::printf("webgpu: first 100 losses of %s differ by at most %.1e of the cpu's\n", preset,
                worst);
  }
}

TEST_CASE("phases that follow each other give on webgpu the losses of the cpu") {
  const auto device = test_device("phases on webgpu");
  if (!device) return;
  const auto gpu = make_webgpu_backend(device), cpu = make_cpu_backend({1, false});
  const Dataset data = make_strokes(205, 0);  // batches straddle passes
  for (const char* preset : {"stacked-denoising", "dbn"}) {
    CAPTURE(preset);
    Settings settings = preset_settings(preset);
    settings.hidden = {30, 20};
    settings.pretrain_epochs = 1;
    settings.fine_tune_epochs = 2;
    settings.labels = 110;
    const auto there = losses(*gpu, settings, data, 33), here = losses(*cpu, settings, data, 33);
    REQUIRE(there.size() == 33);  // 11, 11, 11
    for (size_t i = 0; i < here.size(); ++i) CHECK(std::abs(there[i] - here[i]) < 1e-3 * here[i]);
  }
}

TEST_CASE("what is told of layers on webgpu is what the cpu tells") {
  const auto device = test_device("layers on webgpu");
  if (!device) return;
  const auto gpu = make_webgpu_backend(device), cpu = make_cpu_backend({1, false});
  const Dataset data = make_strokes(300, 0);
  for (const char* preset : {"conv", "dcgan"}) {
    CAPTURE(preset);
    Settings settings = preset_settings(preset);
    settings.batch = 16;
    settings.channels = {4, 8};
    const auto report = [&](Backend& backend) {
      Trainer trainer(backend, settings, data);
      trainer.advance(1);
      return report_layers(trainer, part(data, 7, 100));
    };
    const LayersReport there = report(*gpu), here = report(*cpu);
    CHECK(there.examples == 100);
    REQUIRE(there.layers.size() == here.layers.size());
    for (size_t i = 0; i < here.layers.size(); ++i) {
      CAPTURE(i);
      const LayerReport &a = there.layers[i], &b = here.layers[i];
      CHECK(a.weights.count == b.weights.count);
      CHECK(a.weights.rms == doctest::Approx(b.weights.rms).epsilon(1e-3));
      CHECK(a.gradients.count == b.gradients.count);
      CHECK(a.gradients.rms == doctest::Approx(b.gradients.rms).epsilon(1e-2));
      CHECK(a.units == b.units);
      REQUIRE(a.activations.size() == b.activations.size());
      float most = 0, off = 0;
      for (size_t k = 0; k < b.activations.size(); ++k) {
        most = std::max(most, std::abs(b.activations[k]));
        off = std::max(off, std::abs(a.activations[k] - b.activations[k]));
      }
      CHECK(off <= 0.02f * most);
    }
  }
}

// Here the products run beside what is fused with them, within the workgroup memory of every device.
TEST_CASE("with every variant of the products the first losses are those of the cpu") {
  const auto device = test_device("training by every variant on webgpu");
  if (!device) return;
  const auto cpu = make_cpu_backend({1, false});
  const Dataset data = make_strokes(100, 0);
  for (const webgpu::Variant& variant : webgpu::product_variants()) {
    if (variant.quads && !device->adapter().quads) continue;
    CAPTURE(variant.name);
    const auto gpu = make_webgpu_backend(device, {}, &variant);
    const auto there = losses(*gpu, small(), data, 5), here = losses(*cpu, small(), data, 5);
    for (size_t i = 0; i < 5; ++i) CHECK(std::abs(there[i] - here[i]) < 1e-3 * here[i]);
  }
}

TEST_CASE("W1 takes at most twelve dispatches a step") {
  const auto device = test_device("dispatches on webgpu");
  if (!device) return;
  const auto backend = make_webgpu_backend(device);
  Trainer trainer(*backend, preset_settings("vae"), make_strokes(200, 0));
  const uint64_t before = backend->work().dispatches;
  trainer.advance(3);
  CHECK(backend->work().dispatches - before <= 3 * 12);
}

TEST_CASE("training outlives its device") {
  if (!test_device("loss of a device")) return;
  const Dataset data = make_strokes(200, 0);
  Training training;
  const Settings settings = small();
  training.build(settings, {1, false}, std::make_shared<const Dataset>(data));
  training.trainer().advance(20);
  training.keep(true);
  const std::vector<float> kept = training.trainer().network().read_parameters();
  training.trainer().advance(5);

  training.backends().device()->destroy();
  CHECK_THROWS_AS(
      {
        training.trainer().advance(5);
        training.trainer().take_losses();
      },
      DeviceLost);
  const std::string told = training.recover("webgpu: the device was lost (a test)");
  CHECK(told ==
        "webgpu: the device was lost (a test): training goes on from step 20 on a new device");
  CHECK(training.backend().name == "webgpu");
  CHECK(training.trainer().step() == 20);
  CHECK(training.trainer().network().read_parameters() == kept);
  training.trainer().advance(30);
  CHECK(training.trainer().take_losses().size() == 30);

  training.backends().device()->destroy();
  CHECK(training.recover("lost").ends_with("on a new device"));
  training.backends().device()->destroy();
  CHECK(training.recover("lost").ends_with("on the CPU"));
  CHECK(training.trainer().step() == 20);
}

TEST_CASE("a device lost before anything was kept starts its training anew") {
  if (!test_device("loss of a fresh device")) return;
  const Dataset data = make_strokes(200, 0);
  Training training;
  training.build(small(), {1, false}, std::make_shared<const Dataset>(data));
  const std::vector<float> fresh = training.trainer().network().read_parameters();
  training.backends().device()->destroy();
  training.recover("lost");
  CHECK(training.trainer().step() == 0);
  CHECK(training.trainer().network().read_parameters() == fresh);
}

TEST_CASE("auto leaves a software adapter alone, and says why") {
  const auto device = test_device("auto on a machine with an adapter");
  if (!device) return;
  const auto backend = Backends().make("auto", {1, false});
  CHECK(backend->info().name == (device->adapter().software ? "cpu" : "webgpu"));
  CHECK(backend->info().remark.empty() == !device->adapter().software);
  CHECK(Backends().make("auto", {1, true})->info().name == "cpu");
}

TEST_CASE("reproducible and webgpu exclude each other") {
  Settings settings = small();
  settings.reproducible = true;
  CHECK_THROWS_WITH_AS(validate(settings), doctest::Contains("same bits"), Error);
}
