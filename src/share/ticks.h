// Axis ticks that people would choose, and their labels. Draws nothing.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace hourglass {

struct Tick {
  double value;
  std::string label;
};

// The smallest of 1, 2, 5 × 10ⁿ that cuts `span` into at most `most` parts. Pre: span > 0, most > 0.
double tick_step(double span, uint32_t most);

// To half such a step outwards; from zero where zero is near. Of an empty range a small one around it.
void round_outwards(double& low, double& high, uint32_t most);

// Multiples of that step within [low, high], all labelled with the same decimals.
std::vector<Tick> linear_ticks(double low, double high, uint32_t most);

// Powers of ten, and 2s and 5s between where there is room. Pre: 0 < low < high.
std::vector<Tick> logarithmic_ticks(double low, double high, uint32_t most);

// 0.5, 20, 1.5k, 2M; `step` says how many decimals matter. Minus is a real minus sign.
std::string tick_label(double value, double step);

std::string fixed(double value, int decimals);  // "−1.24", "0.00"; three_figures is in numbers.h

}  // namespace hourglass
