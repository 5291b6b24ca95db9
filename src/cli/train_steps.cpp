// The loop, and the reading of what it leaves: both end on the device, so both may lose it.
#include "cli/train_steps.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <optional>
#include <utility>

#include "cli/signals.h"
#include "compute/clock.h"
#include "compute/error.h"
#include "train/checkpoint.h"
#include "train/curve.h"

namespace hourglass {
namespace {

constexpr uint32_t steps_at_once = 32;  // a signal waits no longer

bool finite(const Trainer::State& state) {
  const auto all = [](const std::vector<float>& values) {
    return std::ranges::all_of(values, [](float v) { return std::isfinite(v); });
  };
  return all(state.parameters) && all(state.statistics) &&
         std::ranges::all_of(state.players, [&](const Player::State& player) {
           return std::ranges::all_of(player.moments, all);
         });
}

// kept: the step that was written last, where one was.
[[noreturn]] void diverged(const Trainer& trainer, uint32_t step, std::optional<uint32_t> kept) {
  fail("training diverged at step {}, {}; lower --learning-rate ({})", step,
       kept ? std::format("what is saved is of step {}", *kept) : "nothing was saved",
       trainer.settings().learning_rate);
}

}  // namespace

Trained train_until(Training& training, uint32_t end, const Heard& heard, const Keeping& keeping,
                    Curves so_far) {
  Trained trained;
  const auto series = static_cast<uint32_t>(training.trainer().series().size());
  Curve curve = so_far.train.series == series ? Curve(std::move(so_far.train)) : Curve(series);
  curve.cut(training.trainer().step());
  std::optional<uint32_t> kept;
  double kept_at = seconds_now();
  uint32_t next = training.trainer().step();  // to be heard of
  std::optional<uint32_t> filmed;
  outliving(training, [&](Trainer& trainer) {
    const auto film = [&](bool end_of_it) {
      const uint32_t step = trainer.step();
      if (keeping.film_every == 0 || (filmed && step <= *filmed)) return;
      if (filmed && !end_of_it && step % keeping.film_every != 0) return;
      keeping.film(trainer);
      filmed = step;
    };
    film(false);
    while (trainer.step() < end && !trainer.finished() && signals_seen() == 0) {
      const double before = seconds_now();
      uint32_t steps = std::min(end - trainer.step(), steps_at_once);
      if (keeping.film_every > 0)
        steps = std::min(steps, keeping.film_every - trainer.step() % keeping.film_every);
      trainer.advance(steps);
      const Track losses = trainer.take_losses();
      // With the losses: a GPU may only have queued the steps.
      trained.seconds += seconds_now() - before;
      Track fresh{losses.series, {}, {}};
      for (size_t i = 0; i < losses.size(); ++i) {
        if (losses.steps[i] < next) continue;
        if (losses.diverged == losses.steps[i]) diverged(trainer, losses.steps[i], kept);
        fresh.add(losses.steps[i], losses.row(i));
        curve.add(losses.steps[i], losses.row(i));
      }
      if (!fresh.empty()) next = fresh.steps.back() + 1;
      heard(fresh, trained.seconds);
      training.keep();
      film(false);
      if (keeping.every > 0 && seconds_now() - kept_at >= keeping.every && trainer.step() < end &&
          finite(trainer.save())) {
        keeping.write(write_checkpoint(trainer, {curve.points(), so_far.test}));
        kept = trainer.step();
        kept_at = seconds_now();
      }
    }
    training.keep(true);
    film(true);
    if (!finite(trainer.save())) diverged(trainer, trainer.step(), kept);
    trained.file = write_checkpoint(trainer, {curve.points(), so_far.test});
  });
  return trained;
}

}  // namespace hourglass
