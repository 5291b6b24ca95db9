// A network's numbers by name: those that are learnt and running statistics.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/network.h"

namespace hourglass {

class Weights {
 public:
  struct Named {
    std::string name;  // "encoder.0.weight", "encoder.1.running_mean"
    std::vector<uint64_t> shape;
    std::span<const float> values;
    std::optional<uint32_t> statistic{};  // its first number in a checkpoint's tensor `statistics`
  };
  explicit Weights(const Network&);
  Weights(const Weights&) = delete;
  Weights& operator=(const Weights&) = delete;

  const std::vector<Named>& all() const { return all_; }
  const Named& of(std::string_view part, std::string_view piece) const;  // Error: there is none

 private:
  std::vector<float> parameters_, statistics_;
  std::vector<Named> all_;
};

}  // namespace hourglass
