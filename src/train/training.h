// A trainer with its backend, that outlives the device it runs on: weights are kept now and then, and
// after DeviceLost training goes on from them.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "compute/choose.h"
#include "train/trainer.h"

namespace hourglass {

class Training {
 public:
  explicit Training(Backends::Tell tell = {}) : tell_(std::move(tell)) {}

  // Anew, with options for where the settings' backend turns out to be cpu. The strong guarantee: on an
  // Error there is what there was. `data` must live as long as the training.
  void build(const Settings&, const CpuOptions&, const Dataset& data,
             const Trainer::State* from = nullptr);

  bool built() const { return trainer_ != nullptr; }
  Trainer& trainer() { return *trainer_; }
  const Trainer& trainer() const { return *trainer_; }
  const BackendInfo& backend() const { return info_; }
  Backends& backends() { return backends_; }

  // Copies the weights from a device that can be lost: at most every 1.5 s, or at once where they are
  // `final`, with no step under way.
  void keep(bool final = false);

  // After DeviceLost, whose text is `reason`: goes on from what was kept last, on a new device, or on
  // the CPU where there is none or this is the third loss. Returns what to tell people.
  std::string recover(const std::string& reason);

 private:
  Backends::Tell tell_;
  Backends backends_;
  CpuOptions options_;
  const Dataset* data_ = nullptr;
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Trainer> trainer_;
  BackendInfo info_;
  std::optional<Trainer::State> kept_;
  double kept_at_ = 0;  // seconds_now()
  uint32_t kept_step_ = 0, lost_ = 0;
};

}  // namespace hourglass
