// How far a part of a training is.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hourglass {

struct PhaseState {
  std::string name;
  std::optional<uint32_t> steps;  // absent: until stopped
  uint32_t done = 0;
  std::vector<uint32_t> layers;  // of the diagram (method/method.h) that it teaches; none: all

  bool operator==(const PhaseState&) const = default;
};

}  // namespace hourglass
