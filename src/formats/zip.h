// ZIP archives: what lies in them, as files.
#pragma once
#include <span>
#include <vector>

#include "data/files.h"

namespace hourglass {

bool is_zip(std::span<const uint8_t> bytes);

// Its files, each under its path within, without folders and what macOS adds. Throws Error for what is damaged
// or encrypted, and for more than largest_file in all, before more than that is taken.
std::vector<NamedBytes> unzipped(const NamedBytes& archive);

}  // namespace hourglass
