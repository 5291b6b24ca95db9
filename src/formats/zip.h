// ZIP archives: what lies in them, as files, and the other way.
#pragma once
#include <span>
#include <vector>

#include "data/files.h"

namespace hourglass {

bool is_zip(std::span<const uint8_t> bytes);

// Its files, each under its path within, without folders and what macOS adds. Throws Error for what is damaged
// or encrypted, and for more than largest_file in all, before more than that is taken.
std::vector<NamedBytes> unzipped(const NamedBytes& archive);

// An archive of files that are not compressed, each under its name.
std::vector<uint8_t> zipped(std::span<const NamedBytes>);

}  // namespace hourglass
