// Metrics on host memory.
#include "train/metrics.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <format>
#include <utility>

namespace hourglass {
namespace {

constexpr uint32_t unit_bins = 20;

}  // namespace

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

uint32_t dead_units(std::span<const float> codes, uint32_t units) {
  std::vector<bool> alive(units);
  for (size_t i = 0; i < codes.size(); ++i)
    if (codes[i] != 0) alive[i % units] = true;
  return static_cast<uint32_t>(std::ranges::count(alive, false));
}

std::vector<double> unit_kl(std::span<const float> means, std::span<const float> log_variances,
                            uint32_t units) {
  std::vector<double> kl(units);
  for (size_t i = 0; i < means.size(); ++i) {
    const double mu = means[i], l = log_variances[i];
    kl[i % units] += 0.5 * (mu * mu + std::exp(l) - 1 - l);
  }
  for (double& nats : kl) nats /= std::max(1.0, static_cast<double>(means.size() / units));
  return kl;
}

namespace {

// Entropy of counts, nats.
double entropy(std::span<const uint32_t> counts) {
  double all = 0, sum = 0;
  for (const uint32_t count : counts) all += count;
  for (const uint32_t count : counts)
    if (count > 0) sum -= count / all * std::log(count / all);
  return sum;
}

// Every number of a unit as one of 20 bins.
std::vector<uint32_t> bins_of(std::span<const float> means, uint32_t units, uint32_t unit) {
  float least = means[unit], most = least;
  for (size_t i = unit; i < means.size(); i += units) {
    least = std::min(least, means[i]);
    most = std::max(most, means[i]);
  }
  std::vector<uint32_t> bins;
  const float width = (most - least) / unit_bins;
  for (size_t i = unit; i < means.size(); i += units) {
    const float place =
        (means[i] - least) / width;  // NaN where nothing moves, or nothing is a number
    bins.push_back(place >= 0 && place < unit_bins ? static_cast<uint32_t>(place) : unit_bins - 1);
  }
  return bins;
}

}  // namespace

double mutual_information_gap(std::span<const float> means, uint32_t units,
                              std::span<const Factor> factors) {
  const size_t count = means.size() / std::max(1u, units);
  if (count == 0) return 0;
  std::vector<std::vector<uint32_t>> bins;
  for (uint32_t u = 0; u < units; ++u) bins.push_back(bins_of(means, units, u));
  double gaps = 0;
  uint32_t told = 0;
  for (const Factor& factor : factors) {
    std::vector<uint32_t> levels(factor.levels);
    for (size_t i = 0; i < count; ++i) ++levels[factor.values[i]];
    const double of_factor = entropy(levels);
    if (of_factor == 0) continue;
    ++told;
    double first = 0, second = 0;  // the largest information of a unit, and the next
    for (const auto& unit : bins) {
      std::vector<uint32_t> alone(unit_bins), both(size_t{unit_bins} * factor.levels);
      for (size_t i = 0; i < count; ++i) {
        ++alone[unit[i]];
        ++both[size_t{unit[i]} * factor.levels + factor.values[i]];
      }
      const double information = of_factor + entropy(alone) - entropy(both);
      if (information > first)
        second = std::exchange(first, information);
      else
        second = std::max(second, information);
    }
    gaps += (first - second) / of_factor;
  }
  return told > 0 ? gaps / told : 0;
}

double area_under_roc(std::span<const float> scores, const std::vector<bool>& positive) {
  std::vector<std::pair<float, bool>> ascending;
  for (size_t i = 0; i < scores.size(); ++i)
    ascending.emplace_back(
        std::isnan(scores[i]) ? std::numeric_limits<float>::infinity() : scores[i], positive[i]);
  std::ranges::sort(ascending);
  double wins = 0;  // of positive examples over negative ones
  uint64_t below = 0, positives = 0;
  for (size_t first = 0, end = 0; first < ascending.size(); first = end) {
    uint64_t with = 0, without = 0;
    for (; end < ascending.size() && ascending[end].first == ascending[first].first; ++end)
      ascending[end].second ? ++with : ++without;
    wins += static_cast<double>(with) *
            (static_cast<double>(below) + 0.5 * static_cast<double>(without));
    below += without;
    positives += with;
  }
  return wins / (static_cast<double>(below) * static_cast<double>(positives));
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
