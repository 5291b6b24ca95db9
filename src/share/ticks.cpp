// Steps of 1, 2 and 5, thousands as k.
#include "share/ticks.h"

#include <algorithm>
#include <cmath>
#include <format>

namespace hourglass {

namespace {

std::string signed_text(double value, std::string text) { return value < 0 ? "−" + text : text; }

// 1.50 → 1.5, 2.00 → 2
std::string without_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string power_of_ten(int exponent) {
  static constexpr const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = exponent < 0 ? "10⁻" : "10";
  for (const char c : std::to_string(std::abs(exponent))) text += digits[c - '0'];
  return text;
}

// ⌊log₁₀⌋ that does not fall short of exact powers by a rounding.
int exponent_of(double value) { return static_cast<int>(std::floor(std::log10(value) + 1e-9)); }

}  // namespace

double tick_step(double span, uint32_t most) {
  const double least = span / most;
  const double power = std::pow(10.0, exponent_of(least));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

void round_outwards(double& low, double& high, uint32_t most) {
  if (!(high > low)) {
    const double half = std::max(std::abs(high) * 0.05, 1e-6);
    low -= half, high += half;
  }
  if (low > 0 && low < 0.35 * high) low = 0;
  const double step = tick_step(high - low, most) / 2;
  low = std::floor(low / step) * step;
  high = std::ceil(high / step) * step;
}

std::vector<Tick> linear_ticks(double low, double high, uint32_t most) {
  std::vector<Tick> ticks;
  if (!(high > low) || !std::isfinite(high - low) || most == 0) return ticks;
  const double step = tick_step(high - low, most);
  const double slack = 1e-9 * (high - low);
  for (double i = std::ceil((low - slack) / step); i * step <= high + slack; ++i) {
    const double value = i == 0 ? 0.0 : i * step;  // never −0
    ticks.push_back({value, tick_label(value, step)});
  }
  return ticks;
}

std::vector<Tick> logarithmic_ticks(double low, double high, uint32_t most) {
  std::vector<Tick> ticks;
  if (!(low > 0) || !(high > low) || !std::isfinite(high) || most == 0) return ticks;
  // From all of 1, 2, 5 to ever fewer powers of ten, until few enough are left. Less than a factor
  // of six is nearly linear, and a person would mark it so.
  const auto add = [&](int factor, int exponent) {
    const double value = factor * std::pow(10.0, exponent);
    if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) return;
    const std::string many = factor == 1 ? "" : std::to_string(factor) + "×";
    ticks.push_back({value, exponent >= -3 && exponent < 7 ? tick_label(value, value)
                                                           : many + power_of_ten(exponent)});
  };
  if (high < 6 * low) return linear_ticks(low, high, most);
  const int first = exponent_of(low), last = exponent_of(high) + 1;
  for (int exponent = first; exponent <= last; ++exponent)
    for (const int factor : {1, 2, 5}) add(factor, exponent);
  for (int every = 1; ticks.size() > most && every < 64; ++every) {
    ticks.clear();
    for (int exponent = first; exponent <= last; ++exponent)
      if (exponent % every == 0) add(1, exponent);
  }
  return ticks.size() >= 2 ? ticks : linear_ticks(low, high, most);
}

std::string tick_label(double value, double step) {
  const double size = std::abs(value);
  const auto scaled = [&](double unit, const char* letter) {
    const int decimals = std::clamp(-exponent_of(step / unit), 0, 6);
    return signed_text(value,
                       without_zeros(std::format("{:.{}f}", size / unit, decimals)) + letter);
  };
  if (size == 0) return "0";
  if (size >= 1e6 * (1 - 1e-12)) return scaled(1e6, "M");
  if (size >= 1e3 * (1 - 1e-12)) return scaled(1e3, "k");
  const int decimals = std::clamp(-exponent_of(step), 0, 9);
  return signed_text(value, std::format("{:.{}f}", size, decimals));
}

std::string fixed(double value, int decimals) {
  std::string text = std::format("{:.{}f}", std::abs(value), decimals);
  // −0.00 is 0.00.
  const bool nothing = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !nothing ? "−" + text : text;
}

}  // namespace hourglass
