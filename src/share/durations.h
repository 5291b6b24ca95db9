// How long something takes yet, for people who wait.
#pragma once
#include <optional>
#include <string>

namespace hourglass {

std::string duration(double seconds);  // "12 s", "3 min", "1 h 20 min"

// Seconds, of what began then (seconds_now()) and is done to that share, 0 … 1. None while nobody can know.
std::optional<double> seconds_left(double began, double share);

}  // namespace hourglass
