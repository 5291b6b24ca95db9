// Building, keeping, and going on elsewhere.
#include "train/training.h"

#include "compute/clock.h"
#include "compute/error.h"

namespace hourglass {

void Training::build(const Settings& settings, const CpuOptions& options, const Dataset& data,
                     const Trainer::State* from) {
  std::unique_ptr<Backend> backend = backends_.make(settings.backend, options, tell_);
  auto trainer = std::make_unique<Trainer>(*backend, settings, data);
  if (from) {
    trainer->restore(*from);
    // A saved state brings its own.
    trainer->set_learning_rate(settings.learning_rate);
    trainer->set_beta(settings.beta);
  }
  // The old trainer goes before the backend that it runs on.
  trainer_ = std::move(trainer);
  backend_ = std::move(backend);
  info_ = backend_->info();
  options_ = options;
  data_ = &data;
  kept_.reset();
  if (from) kept_ = *from;
  kept_step_ = trainer_->step();
  kept_at_ = seconds_now();
}

void Training::keep(bool final) {
  constexpr double spacing = 1.5;   // seconds
  if (info_.name == "cpu") return;  // not lost while we live
  if (kept_step_ == trainer_->step()) return;
  if (!final && seconds_now() - kept_at_ < spacing) return;
  kept_ = trainer_->save();
  kept_step_ = trainer_->step();
  kept_at_ = seconds_now();
}

std::string Training::recover(const std::string& reason) {
  constexpr uint32_t patience = 3;  // a device that is lost so often will be lost again
  Settings settings = trainer_->settings();
  if (++lost_ >= patience) settings.backend = "cpu";
  // What hangs on the lost device goes first, so that the next one has room.
  trainer_.reset();
  backend_.reset();
  backends_.forget();
  const std::optional<Trainer::State> kept = std::move(kept_);
  const Trainer::State* const from = kept ? &*kept : nullptr;
  std::string where;
  try {
    build(settings, options_, *data_, from);
    where = info_.name == "cpu" ? "the CPU" : "a new device";
  } catch (const Error& error) {
    settings.backend = "cpu";
    build(settings, options_, *data_, from);
    where = std::format("the CPU ({})", error.what());
  }
  return std::format("{}: training goes on from step {} on {}", reason, trainer_->step(), where);
}

}  // namespace hourglass
