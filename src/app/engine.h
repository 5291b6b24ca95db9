// The working half of a session: owns data, backend and trainer, and makes snapshots. Used from one
// thread only; which one is the session's business.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/snapshot.h"
#include "compute/clock.h"
#include "data/dataset.h"
#include "train/curve.h"
#include "train/training.h"

namespace hourglass {

class Engine {
 public:
  // spare_cores: left to the user interface when the settings say one thread a core.
  // tell: what goes on while a network is built.
  Engine(uint32_t spare_cores, Backends::Tell tell)
      : spare_cores_(spare_cores), training_(std::move(tell)) {}

  // The strong guarantee: on an Error the network and data of before stay.
  // Returns whether the weights are new; otherwise the change was live. Data with a known_name() take
  // it, wherever they come from.
  bool apply(const Settings&);
  // Other data, the same settings. Called by its known_name(), else "files": what they were called, and
  // where, is nobody's business.
  void use(Split);
  void reset();  // fresh weights

  std::string recover(const std::string& reason);  // as Training's

  // Trains for about `seconds`, never past `until`. Throws Error when the loss is no number any more.
  void train(double seconds, std::optional<uint32_t> until);
  std::shared_ptr<const Snapshot> snapshot(bool training, double samples_per_second);
  // Seconds the last snapshot took: the session spaces them by it.
  double snapshot_seconds() const { return snapshot_seconds_; }

  bool ready() const { return training_.built(); }
  Trainer& trainer() { return training_.trainer(); }
  const Split& data() const { return *split_; }
  const Settings& settings() const { return settings_; }
  const BackendInfo& backend() const { return training_.backend(); }
  std::unique_ptr<Backend> another_backend(const std::string& wanted);  // for a benchmark
  Pictures pictures(std::vector<float> pixels) const;  // in the shape of an example
  std::vector<float> prior_codes(uint32_t count, uint64_t seed);

 private:
  void rebuild(const Settings&, std::shared_ptr<const Split>);
  CpuOptions cpu_options(const Settings&) const;
  void describe();

  uint32_t spare_cores_;
  Settings settings_;
  std::shared_ptr<const Split> split_;
  Training training_;  // after the data it learns from
  std::shared_ptr<const Model> model_;
  std::shared_ptr<const DataView> data_view_;

  Curve train_curve_, test_curve_;
  std::vector<float> plane_pixels_;  // first plane_points test images
  Dataset plane_data_;
  double test_mse_ = 0, next_test_ = 0;
  uint32_t tested_step_ = 0;
  float manifold_extent_ = 3;
  double step_seconds_ = 0, snapshot_seconds_ = 0;
};

}  // namespace hourglass
