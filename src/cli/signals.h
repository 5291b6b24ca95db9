// SIGINT, SIGTERM and SIGHUP ask a verb to end: it looks here between two pieces of its work, and
// leaves nothing half done. The second SIGINT ends at once.
#pragma once

namespace hourglass {

void listen_to_signals();  // once, at the start
int signals_seen();        // how many have asked so far

// While one lives, the second SIGINT waits as well.
class HoldSignals {
 public:
  HoldSignals();
  ~HoldSignals();
  HoldSignals(const HoldSignals&) = delete;
  HoldSignals& operator=(const HoldSignals&) = delete;
};

}  // namespace hourglass
