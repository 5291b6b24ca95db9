// What is known of built-in points by how they are made.
#pragma once
#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace hourglass {

// Heaps of points: as many in each, each N(at, σ² I). A mode's number is its points' label.
struct Modes {
  std::vector<std::array<float, 2>> at;
  float deviation = 0;  // σ
};
Modes known_modes(std::string_view source);  // none where it has none

struct Gaussian {
  std::array<double, 2> mean;
  std::array<double, 4> covariance;
};
std::optional<Gaussian> known_gaussian(std::string_view source);

// log p(x) of a source whose density is known, else nothing.
std::optional<double> known_log_density(std::string_view source, std::array<float, 2> x);

}  // namespace hourglass
