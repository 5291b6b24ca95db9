// A file's content, unpacked where it is gzipped.
#pragma once
#include <span>
#include <string_view>

#include "data/files.h"

namespace hourglass {

// The bytes as they are, or unpacked; decided by the first bytes, not by the name. Throws Error for damaged data and
// for more than largest_file, before more than that is taken.
std::vector<uint8_t> unpacked(NamedBytes file);

// What people give by mistake, by its first bytes: "a PNG picture"; empty where they tell nothing.
std::string_view known_format(std::span<const uint8_t> bytes);

}  // namespace hourglass
