// JSON from outside: checkpoints, config files, commands. A reader that trusts it may fall into its
// depth, for nlohmann's dump() and copies call themselves for every level.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

namespace hourglass {

// Deeper than anything Hourglass writes or takes.
inline constexpr size_t deepest_json = 16;

// What is no JSON, or nested deeper than deepest_json, is_discarded().
nlohmann::json parse_json(std::string_view text);
inline nlohmann::json parse_json(std::span<const uint8_t> text) {
  return parse_json({reinterpret_cast<const char*>(text.data()), text.size()});
}

// What get() would make of a fraction, a sign or a number too large is anything. Throws
// nlohmann::json::exception where a parsed value is no whole number from 0 to 2⁶⁴ − 1.
inline uint64_t whole_number(const nlohmann::json& value) {
  return value.get_ref<const nlohmann::json::number_unsigned_t&>();
}

}  // namespace hourglass
