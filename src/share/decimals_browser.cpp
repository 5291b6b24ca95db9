// Decimals with a precision, as std::format writes them, by the C library's printf. Both are exact and round
// alike, so the text is the same; but libc++ keeps tables for it, 105 KB that hardly compress, in a page that
// is waited for. The linker puts these functions in the place of libc++'s (--wrap, CMakeLists.txt); where a later
// libc++ has other names for them, nothing is replaced and the page is larger again.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string>

namespace {

std::to_chars_result print(const char* form, double value, uint32_t precision, char* first,
                           char* last) {
  const int digits = static_cast<int>(precision);
  // snprintf ends with a zero, for which there may be no room at `first`.
  char small[64];
  const int length = std::snprintf(small, sizeof small, form, digits, value);
  if (length < 0 || length > last - first) return {last, std::errc::value_too_large};
  if (static_cast<size_t>(length) < sizeof small) return {std::copy_n(small, length, first), {}};
  std::string large(static_cast<size_t>(length) + 1, '\0');
  std::snprintf(large.data(), large.size(), form, digits, value);
  return {std::copy_n(large.data(), length, first), {}};
}

}  // namespace

// The value is finite and not negative: callers have written what else there is.
extern "C" {
std::to_chars_result __wrap__ZNSt3__220__d2fixed_buffered_nEPcS0_dj(char* first, char* last,
                                                                    double value,
                                                                    uint32_t precision) {
  return print("%.*f", value, precision, first, last);
}
std::to_chars_result __wrap__ZNSt3__218__d2exp_buffered_nEPcS0_dj(char* first, char* last,
                                                                  double value,
                                                                  uint32_t precision) {
  return print("%.*e", value, precision, first, last);
}
}
