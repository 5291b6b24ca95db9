// The working half of a session: owns data, backend and trainer, and makes snapshots. Used from one
// thread only; which one is the session's business.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/snapshot.h"
#include "compute/backend.h"
#include "compute/clock.h"
#include "data/dataset.h"
#include "train/curve.h"
#include "train/trainer.h"

namespace hourglass {

class Engine {
 public:
  // spare_cores: left to the user interface when the settings say one thread a core.
  explicit Engine(uint32_t spare_cores) : spare_cores_(spare_cores) {}

  // The strong guarantee: on an Error the network and data of before stay.
  // Returns whether the weights are new; otherwise the change was live.
  bool apply(const Settings&);
  // Other data, the same settings. Called "mnist" where it has its numbers, else "files": what they
  // were called, and where, is nobody's business.
  void use(Split);
  void reset();  // fresh weights

  // Trains for about `seconds`, never past `until`. Throws Error when the loss is no number any more.
  void train(double seconds, std::optional<uint32_t> until);
  std::shared_ptr<const Snapshot> snapshot(bool training, double samples_per_second);
  // Seconds the last snapshot took: the session spaces them by it.
  double snapshot_seconds() const { return snapshot_seconds_; }

  bool ready() const { return trainer_ != nullptr; }
  Trainer& trainer() { return *trainer_; }
  const Split& data() const { return *split_; }
  const Settings& settings() const { return settings_; }
  const BackendInfo& backend() const { return info_; }
  Pictures pictures(std::vector<float> pixels) const;  // in the shape of an example
  std::vector<float> prior_codes(uint32_t count, uint64_t seed);

 private:
  void rebuild(const Settings&, std::shared_ptr<const Split>);
  void describe();

  uint32_t spare_cores_;
  Settings settings_;
  std::shared_ptr<const Split> split_;
  std::unique_ptr<Backend> backend_;
  BackendInfo info_;
  std::unique_ptr<Trainer> trainer_;
  std::shared_ptr<const Model> model_;
  std::shared_ptr<const DataView> data_view_;

  Curve train_curve_, test_curve_;
  std::vector<float> plane_pixels_;  // first plane_points test images
  Dataset plane_data_;
  double test_mse_ = 0, next_test_ = 0;
  uint32_t tested_step_ = 0;
  float manifold_extent_ = 3;
  double step_seconds_ = 0.01, snapshot_seconds_ = 0;
};

}  // namespace hourglass
