// Bytes as a word that a link can carry: their number, deflated, base64url (RFC 4648, section 5) without padding.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hourglass {

std::string squeezed(std::span<const uint8_t> bytes);

// Throws Error, a line without a beginning ("are cut off; copy it again": of bytes), for what no squeezed() gave, and for more
// than `most` bytes before any of them are unpacked.
std::vector<uint8_t> unsqueezed(std::string_view word, size_t most);

}  // namespace hourglass
