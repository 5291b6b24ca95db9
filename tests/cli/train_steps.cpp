// The loop of `hourglass train` on devices that are lost at every moment, the last one too.
#include "cli/train_steps.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <numeric>

#include "train/checkpoint.h"

using namespace hourglass;

namespace {

// The CPU as a device that can be lost: at the n-th thing it is asked for.
class Fragile final : public Backend {
 public:
  Fragile(std::unique_ptr<Backend> sound, uint32_t& left) : sound_(std::move(sound)), left_(left) {}
  BackendInfo info() const override {
    BackendInfo info = sound_->info();
    info.name = "fragile";  // so that weights are kept
    return info;
  }
  Buffer allocate(uint32_t words) override { return use(), sound_->allocate(words); }
  void release(Buffer buffer) override { sound_->release(buffer); }
  void write(Tensor to, std::span<const std::byte> from) override {
    use(), sound_->write(to, from);
  }
  ProgramId prepare(const Program& program) override { return use(), sound_->prepare(program); }
  void release(ProgramId program) override { sound_->release(program); }
  void run(ProgramId program, uint32_t times) override { use(), sound_->run(program, times); }
  void read(Tensor from, Arrived arrived) override {
    use(), sound_->read(from, std::move(arrived));
  }
  void poll() override { sound_->poll(); }
  Work work() const override { return sound_->work(); }

 private:
  void use() {
    if (lost_ || (left_ > 0 && --left_ == 0)) {
      lost_ = true;
      throw DeviceLost("a test lost the device");
    }
  }
  std::unique_ptr<Backend> sound_;
  uint32_t& left_;  // things until it is lost, of all devices together; 0: never
  bool lost_ = false;
};

Settings small() {
  Settings settings = preset_settings("mlp");
  settings.hidden = {8};
  settings.code = 2;
  settings.batch = 10;
  settings.backend = "cpu";
  settings.threads = 1;
  settings.reproducible = true;
  return settings;
}

}  // namespace

TEST_CASE(
    "a device lost at any moment of a training costs no step, no line of the log and no file") {
  const auto data = std::make_shared<const Dataset>(make_strokes(50, 0));
  constexpr uint32_t end = 70;  // not a multiple of what is done at once
  std::vector<uint8_t> sound;
  uint32_t points = 0;
  for (bool lost = true; lost; ++points) {
    CAPTURE(points);
    uint32_t left = 0;
    Training training(
        Backends({}, [&](std::unique_ptr<Backend> backend) -> std::unique_ptr<Backend> {
          return std::make_unique<Fragile>(std::move(backend), left);
        }));
    training.build(small(), {1, true}, data);
    left = points;
    std::vector<uint32_t> heard;
    const Trained trained = train_until(training, end, [&](const Track& losses, double) {
      heard.insert(heard.end(), losses.steps.begin(), losses.steps.end());
    });
    const std::string figures = outliving(training, [&](Trainer& trainer) {
      return std::to_string(trainer.evaluate(*data).figures.loss);
    });
    lost = points == 0 || left == 0;
    std::vector<uint32_t> wanted(end);
    std::iota(wanted.begin(), wanted.end(), 0u);
    REQUIRE(heard == wanted);
    REQUIRE(training.trainer().step() == end);
    if (points == 0) sound = trained.file;
    REQUIRE(trained.file == sound);
    if (points == 0) REQUIRE(read_checkpoint(sound, "it").curves.train.steps == wanted);
    REQUIRE(figures != "nan");
  }
  CHECK(points > 20);
  std::printf("points: %u of a device lost in training, saving and evaluating, all survived\n",
              points);
}
