// Whole files in and out of memory.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hourglass {

// Throw Error: one line that names the path.
std::vector<uint8_t> read_file(const std::string& path);
// Written beside and renamed: an interruption leaves the old file whole.
void write_file(const std::string& path, std::span<const uint8_t> bytes);

}  // namespace hourglass
