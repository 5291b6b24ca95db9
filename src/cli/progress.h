// What is told on stderr: on a terminal how far the work is, in one line that the next one takes; elsewhere
// only what went otherwise than asked for.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "train/job.h"
#include "train/trainer.h"

namespace hourglass {

// One line for good, named for this program.
void say(std::string text);

// The bar of `hourglass train`.
class Progress {
 public:
  explicit Progress(uint32_t first_step, uint32_t end_step);
  ~Progress();  // wipes the line, so that what is said next, an error too, has one of its own
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // At most ten times a second.
  void show(const Trainer& trainer, std::span<const float> loss, double samples_per_second);
  void wipe();

 private:
  using Clock = std::chrono::steady_clock;
  bool terminal_, drawn_ = false;
  uint32_t first_, end_;  // steps
  Clock::time_point start_ = Clock::now(), last_{};
};

// What goes on meanwhile, in a line of its own that the next one takes; empty wipes it. On a terminal
// only.
void show_waiting(const std::string& what);

// Shows the share of long work, at most ten times a second, and ends it with Cancelled on a signal.
Watch watch(const std::string& what);

}  // namespace hourglass
