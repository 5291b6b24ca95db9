// The steps of `hourglass train`: up to their end or to a signal, past the loss of a device.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "cli/progress.h"
#include "train/training.h"

namespace hourglass {

// What `body` makes of the trainer. Where the device is lost meanwhile it begins again, with what was kept.
template <class Body>
auto outliving(Training& training, const Body& body) {
  for (;;) try {
      return body(training.trainer());
    } catch (const DeviceLost& lost) {
      say(training.recover(lost.what()));
    }
}

// Hears of every step once, also where a lost device has some of them done again.
using Heard = std::function<void(const Track&, double seconds)>;

struct Trained {
  double seconds = 0;         // in steps, their losses included
  std::vector<uint8_t> file;  // the checkpoint
};

// What is written now and then while it trains.
struct Keeping {
  double every = 0;  // seconds; 0: never
  std::function<void(const std::vector<uint8_t>& checkpoint)> write{};
  // Sees the trainer at the beginning, after so many steps again and again, and at the end.
  uint32_t film_every = 0;  // steps; 0: never
  std::function<void(Trainer&)> film{};
};

// Trains on until step `end`; a signal ends it earlier. The curves go on with what is written. Throws Error where the
// training diverges.
Trained train_until(Training&, uint32_t end, const Heard& heard, const Keeping& = {},
                    Curves so_far = {});

}  // namespace hourglass
