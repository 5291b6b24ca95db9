// What is told on stderr: on a terminal how far the work is, in one line that the next one takes; elsewhere
// only what went otherwise than asked for.
#pragma once
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "train/job.h"
#include "train/trainer.h"

namespace hourglass {

// One line for good, named for this program.
void say(std::string text);

// How high each stands between the lowest and the highest but the first, as one of ▁▂▃▄▅▆▇█; by their logarithms
// where all are above 0: losses fall fast and then slowly.
std::string sparkline(std::span<const double> values);

// The bar of `hourglass train`: what is done is the loss's curve.
class Progress {
 public:
  explicit Progress(uint32_t first_step, uint32_t end_step);
  ~Progress();  // wipes the line, so that what is said next, an error too, has one of its own
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // losses: since the last call, not empty. Drawn at most ten times a second.
  void show(const Trainer& trainer, const Track& losses, double samples_per_second);
  void wipe();

 private:
  using Clock = std::chrono::steady_clock;
  struct Share {
    double sum = 0;  // of the losses
    uint32_t count = 0;
  };
  bool terminal_, drawn_ = false;
  uint32_t first_, end_;       // steps
  std::vector<Share> shares_;  // of the run, of equal length
  Clock::time_point start_ = Clock::now(), last_{};
};

// What goes on meanwhile, in a line of its own that the next one takes; empty wipes it. On a terminal
// only.
void show_waiting(const std::string& what);

// Shows the share of long work, at most ten times a second, and ends it with Cancelled on a signal.
Watch watch(const std::string& what);

}  // namespace hourglass
