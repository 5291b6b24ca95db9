// Metrics on host memory.
#include "train/metrics.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <format>

namespace hourglass {

double squared_distance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double difference = a[i] - b[i];
    sum += difference * difference;
  }
  return sum;
}

uint32_t active_units(std::span<const float> means, uint32_t units) {
  if (means.empty() || units == 0) return 0;
  // By hand: xtensor's variance allocates where nothing may be thrown, and ends the program.
  const double count = static_cast<double>(means.size() / units);
  uint32_t active = 0;
  for (uint32_t u = 0; u < units; ++u) {
    double sum = 0, squares = 0;
    for (size_t i = u; i < means.size(); i += units) sum += means[i];
    for (size_t i = u; i < means.size(); i += units) {
      const double d = means[i] - sum / count;
      squares += d * d;
    }
    active += squares / count > 0.01;
  }
  return active;
}

double active_share(std::span<const float> codes) {
  const auto active = std::ranges::count_if(codes, [](float h) { return h != 0; });
  return codes.empty() ? 0 : static_cast<double>(active) / static_cast<double>(codes.size());
}

void LogMeanExp::add(double w) {
  if (w > largest_) {
    sum_ = sum_ * std::exp(largest_ - w) + 1;
    largest_ = w;
  } else {
    sum_ += std::exp(w - largest_);
  }
  ++count_;
}

double LogMeanExp::value() const { return largest_ + std::log(sum_ / static_cast<double>(count_)); }

void Hash::add(std::span<const uint8_t> bytes) {
  for (const uint8_t byte : bytes) value_ = (value_ ^ byte) * 0x100000001b3u;
}

std::string Hash::text() const { return std::format("{:016x}", value_); }

std::string hash_of(std::span<const float> values) {
  Hash hash;
  for (const float value : values) {
    const auto bits = std::bit_cast<uint32_t>(value);
    std::array<uint8_t, 4> bytes;
    for (uint32_t i = 0; i < 4; ++i) bytes[i] = static_cast<uint8_t>(bits >> 8 * i);
    hash.add(bytes);
  }
  return hash.text();
}

}  // namespace hourglass
