// Bytes as letters (RFC 4648).
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hourglass {

std::string to_base64(std::span<const uint8_t> bytes);     // section 4, with = at the end
std::string to_base64url(std::span<const uint8_t> bytes);  // section 5, without
// Throws Error, a line without a beginning ("have characters …": of bytes), where there are other letters.
std::vector<uint8_t> from_base64url(std::string_view word);

}  // namespace hourglass
