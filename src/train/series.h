// Numbers that training leaves behind: what they are, and tables of them.
#pragma once
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/settings.h"

namespace hourglass {

// A number that every step leaves behind, as a mean over its batch.
struct Series {
  std::string name;   // "kl", as in JSON
  std::string label;  // "KL", for people
  std::string help;   // one sentence
  std::string unit;   // "nats/image"
  // Its part in the loss: share, times a setting where one weighs it. 0: it is only told.
  float share = 1;
  float Settings::* weight = nullptr;

  float of(const Settings& settings) const { return weight ? share * settings.*weight : share; }
};

// Rows of such numbers, one a step, oldest first.
struct Track {
  uint32_t series = 0;
  std::vector<uint32_t> steps;
  std::vector<float> values;           // [steps, series]; NaN where a phase has no such series
  std::optional<uint32_t> diverged{};  // the first of the steps of which a number is none

  size_t size() const { return steps.size(); }
  bool empty() const { return steps.empty(); }
  std::span<const float> row(size_t i) const {
    return std::span(values).subspan(i * series, series);
  }
  std::span<float> row(size_t i) { return std::span(values).subspan(i * series, series); }
  std::span<const float> last() const { return row(size() - 1); }  // Pre: not empty
  void add(uint32_t step, std::span<const float> row) {
    steps.push_back(step);
    values.insert(values.end(), row.begin(), row.end());
  }
  bool operator==(const Track&) const = default;
};

// How a training went, on its own examples and on others.
struct Curves {
  Track train, test;
  bool operator==(const Curves&) const = default;
};

// The loss that they make up: Σ weight · value, of those that there are.
inline double total(std::span<const float> row, std::span<const Series> series,
                    const Settings& settings) {
  double sum = 0;
  for (size_t i = 0; i < row.size(); ++i)
    if (!std::isnan(row[i])) sum += double{1} * series[i].of(settings) * row[i];
  return sum;
}

}  // namespace hourglass
