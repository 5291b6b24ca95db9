// Walks over building, a step, evaluating, saving and loading: what fails leaves what was there.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "compute/error.h"
#include "compute/webgpu/webgpu_backend.h"
#include "faults/faults.h"
#include "formats/idx_bytes.h"
#include "train/checkpoint.h"
#include "train/training.h"

using namespace hourglass;

namespace {

Settings small() {
  Settings s = preset_settings("vae-2d");
  s.hidden = {12};
  s.batch = 8;
  s.threads = 1;
  s.backend = "cpu";
  s.reproducible = true;
  return s;
}

std::shared_ptr<const Dataset> strokes() {
  static const auto data = std::make_shared<const Dataset>(make_strokes(40, 3));
  return data;
}

void told(const char* what, uint64_t points) {
  std::printf("faults: %s: %llu failing allocations survived\n", what,
              static_cast<unsigned long long>(points));
  CHECK(points > 3);  // else nothing was tried
}

// A device of nothing but numbers.
class Counting final : public webgpu::Device {
 public:
  Counting() {
    adapter_.name = "counting";
    adapter_.largest_binding = adapter_.largest_buffer = 1 << 20;
  }
  const webgpu::Adapter& adapter() const override { return adapter_; }
  void create_buffer(uint32_t number, uint64_t) override { make(buffers_made, number); }
  void destroy_buffer(uint32_t number) override { misused |= buffers_made.erase(number) == 0; }
  void write(uint32_t, uint64_t, std::span<const std::byte>) override {}
  void read(uint32_t, uint64_t, std::span<std::byte>) override {}
  void compile(uint32_t, std::span<const webgpu::Pipeline>, const webgpu::Progress&) override {}
  void create_program(uint32_t number, std::span<const webgpu::Command>,
                      std::span<const std::byte>) override {
    make(programs_made, number);
  }
  void destroy_program(uint32_t number) override { misused |= programs_made.erase(number) == 0; }
  void submit(uint32_t, uint32_t) override {}
  bool lost() const override { return false; }
  void destroy() override {}

  std::set<uint32_t> buffers_made, programs_made;
  bool misused = false;  // a number made twice, or destroyed and not there
  uint32_t highest = 0;  // number made
  int refuse_in = 0;     // the n-th creation from now on fails, as on a full card; 0: none

 private:
  void make(std::set<uint32_t>& made, uint32_t number) {
    if (refuse_in > 0 && --refuse_in == 0) fail("counting: full");
    misused |= !made.insert(number).second;
    highest = std::max(highest, number);
  }
  webgpu::Adapter adapter_;
};

}  // namespace

TEST_CASE("an allocation that fails while building leaves the training of before") {
  Training training;
  training.build(small(), {1, true}, strokes());
  training.trainer().advance(3);
  Settings other = small();
  other.hidden = {7, 5};
  std::string before = training.trainer().weights_hash();
  uint32_t step = 3;
  const auto check = [&](bool thrown) {
    // How much memory is free can be left unasked without harm: then it is built.
    if (thrown)
      REQUIRE(training.trainer().weights_hash() == before);
    else
      step = 0;
    training.trainer().advance(1);
    REQUIRE(training.trainer().step() == ++step);
    before = training.trainer().weights_hash();
  };
  told("building",
       faults::walk_allocations([&] { training.build(other, {1, true}, strokes()); }, check));
  CHECK(training.trainer().settings() == other);
}

TEST_CASE("an allocation that fails during a step or its losses loses no step") {
  const auto backend = make_cpu_backend({1, true});
  Trainer trainer(*backend, small(), *strokes()), same(*backend, small(), *strokes());
  told("a step", faults::walk_allocations(
                     [&] {
                       trainer.advance(1);
                       trainer.take_losses();
                       trainer.save();
                     },
                     [](bool) {}));
  same.advance(trainer.step());
  CHECK(trainer.weights_hash() == same.weights_hash());
}

TEST_CASE("an allocation that fails while evaluating leaves the next answer right") {
  const auto backend = make_cpu_backend({1, true});
  Trainer trainer(*backend, small(), *strokes());
  const double loss = Trainer(*backend, small(), *strokes()).evaluate(*strokes()).figures.loss;
  told("evaluating",
       faults::walk_allocations(
           [&] {
             trainer.evaluate(*strokes());
             trainer.importance_weighted_nll(*strokes(), 3, 2);
           },
           [&](bool) { REQUIRE(trainer.evaluate(*strokes()).figures.loss == loss); }));
}

TEST_CASE("an allocation that fails while saving or loading leaves what is saved as it was") {
  const auto backend = make_cpu_backend({1, true});
  Trainer trainer(*backend, small(), *strokes());
  trainer.advance(2);
  const std::vector<uint8_t> bytes = write_checkpoint(trainer);
  std::vector<uint8_t> again;
  told("saving", faults::walk_allocations([&] { again = write_checkpoint(trainer); },
                                          [&](bool thrown) {
                                            if (!thrown) REQUIRE(again == bytes);
                                          },
                                          faults::beyond_json));
  const Checkpoint wanted = read_checkpoint(bytes, "saved");
  told("loading",
       faults::walk_allocations(
           [&] {
             const Checkpoint found = read_checkpoint(bytes, "saved");
             resume(*backend, found, *strokes());
           },
           [&](bool) { REQUIRE(read_checkpoint(bytes, "saved") == wanted); }, faults::beyond_json));
}

TEST_CASE("an allocation that fails while files are read leaves nothing behind") {
  const NamedBytes file{"images", test::gzipped(test::images(40, 6, 6))};
  Split split;
  told("reading files", faults::walk_allocations(
                            [&] { split = dataset_from_files(std::span(&file, 1)); }, [](bool) {}));
  CHECK(split.train.count + split.test.count == 40);
}

TEST_CASE(
    "a device that is lost at any call while building or evaluating is told, and can be left") {
  for (const bool evaluating : {false, true}) {
    uint32_t points = 0;
    for (int64_t n = 1;; ++n, ++points) {
      const auto countdown = std::make_shared<faults::Countdown>();
      const auto backend = faults::losing(make_cpu_backend({1, true}), countdown);
      if (!evaluating) countdown->left = n;
      try {
        Trainer trainer(*backend, small(), *strokes());
        if (evaluating) countdown->left = n;
        trainer.advance(1);
        trainer.evaluate(*strokes());
        trainer.codec().decode(trainer.codec().encode(pixels_of(*strokes(), 0, 2)).mean);
      } catch (const DeviceLost&) {
      }
      if (!countdown->lost) break;
    }
    CHECK(points > 10);
    std::printf("faults: device lost while %s: %u points survived\n",
                evaluating ? "evaluating" : "building", points);
  }
}

TEST_CASE("the webgpu backend gives back what it made, whatever fails") {
  const auto device = std::make_shared<Counting>();
  const auto use = [&] {
    const auto backend = make_webgpu_backend(device);
    Trainer(*backend, small(), *strokes());
  };
  const auto nothing_left = [&] {
    REQUIRE(!device->misused);
    REQUIRE(device->buffers_made.empty());
    REQUIRE(device->programs_made.empty());
  };
  use();
  nothing_left();
  const uint32_t highest = device->highest;

  told("making the webgpu backend and a trainer on it",
       faults::walk_allocations(use, [&](bool) { nothing_left(); }));

  int refusals = 0;
  for (bool refused = true; refused; ++refusals) {
    device->refuse_in = refusals + 1;
    refused = false;
    try {
      use();
    } catch (const Error&) {
      refused = true;
    }
    device->refuse_in = 0;
    nothing_left();
  }
  std::printf("faults: the webgpu backend: %d refused buffers and programs survived\n",
              refusals - 1);
  CHECK(refusals > 5);
  CHECK(device->highest == highest);  // else numbers are lost
}
