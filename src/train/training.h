// A trainer with its backend, that outlives the device it runs on: weights are kept now and then, and
// after DeviceLost training goes on from them.
#pragma once
#include <memory>
#include <string>

#include "compute/choose.h"
#include "train/trainer.h"

namespace hourglass {

// Throws Error, before anything is taken, where there is no memory for the trainer, its evaluator and
// what is copied on the way to a device, or where one run of a program would take more than
// `longest_run` floating-point operations (0: any number may).
void check_needs(const Settings&, const Dataset& train, const BackendInfo& on,
                 double longest_run = 0);

class Training {
 public:
  Training() = default;
  explicit Training(Backends backends) : backends_(std::move(backends)) {}

  // A trainer that stands, and takes nobody's place yet.
  struct Built {
    Settings settings;
    CpuOptions options;
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const Trainer::State> from;
    std::unique_ptr<Backend> backend;
    std::unique_ptr<Trainer> trainer;  // after the backend that it runs on: it ends first
    BackendInfo info;
  };
  // With options for where the settings' backend turns out to be cpu. What it needs is counted before
  // it is taken. A device that is lost meanwhile is opened anew, once.
  Built make(const Settings&, const CpuOptions&, std::shared_ptr<const Dataset>,
             std::shared_ptr<const Trainer::State> from = {});
  void take(Built&&) noexcept;
  // Both. On an Error there is what there was.
  void build(const Settings&, const CpuOptions&, std::shared_ptr<const Dataset>,
             std::shared_ptr<const Trainer::State> from = {});

  bool built() const { return now_.trainer != nullptr; }
  Trainer& trainer() { return *now_.trainer; }
  const Trainer& trainer() const { return *now_.trainer; }
  const BackendInfo& backend() const { return now_.info; }
  Backends& backends() { return backends_; }

  // Copies the weights from a device that can be lost: at most every 1.5 s, or at once where they are
  // `final`, with no step under way.
  void keep(bool final = false);

  // After DeviceLost, whose text is `reason`: goes on from what was kept last, on a new device, or on
  // the CPU where there is none or this is the third loss. Returns what to tell people. Where even
  // that fails nothing is built(), and another call tries again from the same weights.
  std::string recover(const std::string& reason);

  // As check_needs() has it: for who trains on the thread that draws.
  double longest_run = 0;

 private:
  Backends backends_;
  Built now_;
  std::shared_ptr<const Trainer::State> kept_;
  double kept_at_ = 0;  // seconds_now()
  uint32_t kept_step_ = 0, kept_turn_ = 0, lost_ = 0;
};

}  // namespace hourglass
