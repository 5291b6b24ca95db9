// Building, keeping, and going on elsewhere.
#include "train/training.h"

#include <algorithm>

#include "compute/clock.h"
#include "compute/error.h"
#include "compute/memory.h"
#include "share/texts.h"

namespace hourglass {

void check_needs(const Settings& settings, const Dataset& data, const BackendInfo& on,
                 double longest_run) {
  constexpr std::string_view smaller =
      "take narrower hidden layers or fewer of them, a smaller batch or less data";
  const CountingBackend counted = Trainer::count(settings, data, on);
  if (longest_run > 0 && counted.longest_run() > longest_run)
    fail(
        "network: a step computes {:.3g} GFLOP at once, and a page without threads stands still "
        "meanwhile, so it takes {:.3g} at most; {}",
        counted.longest_run() * 1e-9, longest_run * 1e-9, smaller);
  const std::vector<uint64_t> pieces = counted.pieces();
  if (on.name == "cpu") return require_memory("network", pieces, smaller);
  // A device has its own memory and says itself when that is short. Here lie the largest tensor on its
  // way there, and weights with two moments each: those that are kept, those that will take their
  // place, and one tensor of them as it arrives.
  const uint64_t weights =
      count_parameters(make_method(settings, {data.example, data.classes})->modules());
  require_memory("network", std::ranges::max(pieces) + 7 * 4 * weights, smaller);
}

Training::Built Training::make(const Settings& settings, const CpuOptions& options,
                               std::shared_ptr<const Dataset> data,
                               std::shared_ptr<const Trainer::State> from) {
  const auto on = [&](const std::string& wanted) {
    Built next{settings, options, data, from, backends_.make(wanted, options), nullptr, {}};
    next.info = next.backend->info();
    check_needs(settings, *data, next.info, longest_run);
    next.trainer = std::make_unique<Trainer>(*next.backend, settings, *data);
    if (from) {
      next.trainer->restore(*from);
      // A saved state brings its own.
      next.trainer->set_live(settings);
    }
    return next;
  };
  try {
    return on(settings.backend);
  } catch (const DeviceLost&) {
    backends_.forget();
    return on(settings.backend);
  }
}

void Training::take(Built&& next) noexcept {
  now_.trainer.reset();  // before the backend that it runs on
  now_ = std::move(next);
  kept_ = std::move(now_.from);
  kept_step_ = now_.trainer->step();
  kept_turn_ = now_.trainer->turn();
  kept_at_ = seconds_now();
}

void Training::build(const Settings& settings, const CpuOptions& options,
                     std::shared_ptr<const Dataset> data,
                     std::shared_ptr<const Trainer::State> from) {
  take(make(settings, options, std::move(data), std::move(from)));
}

void Training::keep(bool final) {
  constexpr double spacing = 1.5;       // seconds
  if (now_.info.name == "cpu") return;  // not lost while we live
  if (kept_step_ == trainer().step() && kept_turn_ == trainer().turn()) return;
  if (!final && seconds_now() - kept_at_ < spacing) return;
  kept_ = std::make_shared<Trainer::State>(trainer().save());
  kept_step_ = trainer().step();
  kept_turn_ = trainer().turn();
  kept_at_ = seconds_now();
}

std::string Training::recover(const std::string& reason) {
  constexpr uint32_t patience = 3;  // a device that is lost so often will be lost again
  if (now_.trainer) now_.settings = now_.trainer->settings();
  // What hangs on the lost device goes first, so that the next one has room.
  now_.trainer.reset();
  now_.backend.reset();
  backends_.forget();
  Settings settings = now_.settings;
  if (++lost_ >= patience) settings.backend = "cpu";
  std::string where;
  try {
    build(settings, now_.options, now_.data, kept_);
    where = now_.info.name == "cpu" ? "the CPU" : "a new device";
  } catch (const std::exception& error) {
    settings.backend = "cpu";
    build(settings, now_.options, now_.data, kept_);
    where = tr("the CPU ({})", error.what());
  }
  return tr("{}: training goes on from step {} on {}", reason, trainer().step(), where);
}

}  // namespace hourglass
