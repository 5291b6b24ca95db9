// Numbers as people read them: three significant figures, thousands with commas, plain words for the
// rest. Never more digits than are known.
#pragma once
#include <cstdint>
#include <string>

namespace hourglass::view {

std::string three_figures(double);  // "98.3", "0.00123", "12,500", "1.2e-07", "–" for NaN and ∞
std::string thousands(uint64_t);    // "1,240"
std::string plural(uint64_t, const char* noun);  // "1 thread", "2 threads"

}  // namespace hourglass::view
