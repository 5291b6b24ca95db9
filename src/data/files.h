// Files as bytes under a name: on a disk, or dropped onto a page.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hourglass {

// `name` is for messages.
struct NamedBytes {
  std::string name;
  std::vector<uint8_t> bytes;
};

inline constexpr uint64_t largest_file = uint64_t{1} << 30;  // bytes, unpacked
inline constexpr uint32_t largest_side = 256;                // pixels

// A whole regular file, under its path. Throws Error, before anything is taken, where there is none, it is
// larger than data can be, or there is no memory for it.
NamedBytes read_file(const std::filesystem::path&);

}  // namespace hourglass
