#include "share/base64.h"

#include <algorithm>

#include "compute/error.h"

namespace hourglass {
namespace {

constexpr std::string_view usual =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view of_links =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string letters_of(std::span<const uint8_t> bytes, std::string_view alphabet) {
  std::string word;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t there = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) group = group << 8 | (k < there ? bytes[i + k] : 0);
    for (size_t k = 0; k <= there; ++k) word += alphabet[group >> (18 - 6 * k) & 63];
  }
  return word;
}

}  // namespace

std::string to_base64(std::span<const uint8_t> bytes) {
  std::string word = letters_of(bytes, usual);
  word.append((4 - word.size() % 4) % 4, '=');
  return word;
}

std::string to_base64url(std::span<const uint8_t> bytes) { return letters_of(bytes, of_links); }

std::vector<uint8_t> from_base64url(std::string_view word) {
  std::vector<uint8_t> bytes;
  uint32_t group = 0, bits = 0;
  for (const char c : word) {
    const size_t value = of_links.find(c);
    if (value == of_links.npos) fail("have characters that no link has; copy it again");
    group = group << 6 | static_cast<uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<uint8_t>(group >> bits));
  }
  return bytes;
}

}  // namespace hourglass
