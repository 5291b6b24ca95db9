#include "share/durations.h"

#include <algorithm>
#include <cstdint>
#include <format>

#include "compute/clock.h"

namespace hourglass {

std::string duration(double seconds) {
  const auto whole = static_cast<uint64_t>(std::min(seconds, 1e9) + 0.5);
  if (whole < 100) return std::format("{} s", whole);
  if (whole < 6000) return std::format("{} min", (whole + 30) / 60);
  return std::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

std::optional<double> seconds_left(double began, double share) {
  constexpr double least = 0.5;  // seconds, before which a guess is a bad one
  const double spent = seconds_now() - began;
  if (spent < least || share < 0.01 || share >= 1) return std::nullopt;
  return spent / share * (1 - share);
}

}  // namespace hourglass
