// What makes one line that people can read out of any text.
#include "compute/error.h"

#include <algorithm>

#include "share/texts.h"

namespace hourglass {
namespace {

constexpr size_t longest = 240;  // bytes: as much as a status line holds
constexpr size_t kept = 32;      // of either end of an overlong word

bool inside_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}  // of UTF-8

// `text` without the bytes from `from` to `to`, which move apart to where characters begin.
std::string without(std::string_view text, size_t from, size_t to) {
  while (from > 0 && inside_character(text[from])) --from;
  while (to < text.size() && inside_character(text[to])) ++to;
  return std::string(text.substr(0, from)) + "…" + std::string(text.substr(to));
}

}  // namespace

std::string one_line(std::string_view given) {
  std::string text(given);
  const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; };
  std::ranges::replace_if(text, control, ' ');
  // What is too long is mostly one name or number, which somebody has made up.
  for (size_t from = 0; text.size() > longest && from < text.size();) {
    const size_t to = std::min(text.find(' ', from), text.size());
    if (to - from > 3 * kept) {
      const size_t rest = text.size() - to;
      text = without(text, from + kept, to - kept);
      from = text.size() - rest + 1;
    } else {
      from = to + 1;
    }
  }
  return text.size() <= longest ? text : without(text, longest - 3, text.size());
}

void fail_with(std::string_view text, std::format_args arguments) {
  throw Error(format_text(text, arguments));
}

}  // namespace hourglass
