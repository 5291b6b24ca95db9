#include "view/numbers.h"

#include <cmath>
#include <format>

#include "share/texts.h"

namespace hourglass::view {

namespace {

std::string with_commas(std::string digits) {
  for (size_t i = digits.size(); i > 3;) digits.insert(i -= 3, ",");
  return digits;
}

}  // namespace

std::string thousands(uint64_t value) { return with_commas(std::to_string(value)); }

std::string three_figures(double value) {
  if (!std::isfinite(value)) return "–";
  if (value == 0) return "0";
  const std::string sign = value < 0 ? "−" : "";
  const double size = std::abs(value);
  // Rounded first, so that 999.6 has four digits in front of the point and not three.
  const int before = static_cast<int>(std::floor(std::log10(size * (1 + 1e-9)))) + 1;
  const double unit = std::pow(10.0, before - 3);
  const double rounded = std::round(size / unit) * unit;
  if (rounded >= 1e9 || size < 1e-4) return sign + std::format("{:.3g}", size);
  if (rounded >= 1000) return sign + with_commas(std::format("{:.0f}", rounded));
  const int figures = rounded >= std::pow(10.0, before) ? before + 1 : before;
  return sign + std::format("{:.{}f}", rounded, std::max(0, 3 - figures));
}

std::string plural(uint64_t count, const char* noun) {
  const std::string words = count == 1 ? noun : std::string(noun) + "s";
  return std::format("{} {}", thousands(count), tr(words));
}

}  // namespace hourglass::view
