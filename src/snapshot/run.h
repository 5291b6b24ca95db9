// One training as a session remembers it: what it was and how it went, without its weights.
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "model/settings.h"
#include "train/series.h"

namespace hourglass {

struct Run {
  uint32_t number = 0;    // 1, 2, … as they began
  uint64_t training = 0;  // of this program; 0: of an earlier start
  std::string name;       // people's own; else its preset's
  std::string changes;    // against the run before: "β 1 → 4"; empty: none
  Settings settings;
  std::string unit;                 // of the loss
  std::vector<std::string> series;  // of the tracks; the first is the total, and has no name
  Track train, test;                // thinned
  uint32_t step = 0;
  double epoch = 0;
  bool shown = false;    // its curves stand beside the present run's
  bool present = false;  // it is what trains now

  // Of the test set, at its end; NaN before it was tested.
  double loss() const {
    return test.empty() ? std::numeric_limits<double>::quiet_NaN() : double{test.last()[0]};
  }
};

}  // namespace hourglass
