// Seconds that only ever rise: for rates and waits, not for dates.
#pragma once
#include <chrono>

namespace hourglass {

inline double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace hourglass
