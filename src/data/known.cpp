#include "data/known.h"

#include <algorithm>
#include <array>
#include <limits>

#define ZLIB_CONST
#include <zlib.h>

namespace hourglass {
namespace {

// A part of a data set: how many images, and the CRC-32 of their pixels.
struct Part {
  uint32_t count, checksum;
};

struct Known {
  std::string_view name;
  Shape example;
  Part train, test;
};

constexpr std::array<Known, 1> known_data{{
    {"mnist", {1, 28, 28, 1}, {60000, 0xf3639b56}, {10000, 0xe4ca5f57}},
}};

bool is(const Part& part, const Dataset& data) {
  if (data.count != part.count || data.pixels.size() > std::numeric_limits<uInt>::max())
    return false;
  return crc32(0, data.pixels.data(), static_cast<uInt>(data.pixels.size())) == part.checksum;
}

}  // namespace

std::string_view known_name(const Split& split) {
  const auto found = std::ranges::find_if(known_data, [&](const Known& known) {
    // The few test images first: mostly they are enough to tell.
    return split.train.example == known.example && split.test.example == known.example &&
           is(known.test, split.test) && is(known.train, split.train);
  });
  return found == known_data.end() ? std::string_view() : found->name;
}

}  // namespace hourglass
