// IDX, the format of MNIST's files (LeCun, Cortes and Burges, "The MNIST database"): images and
// labels as unsigned bytes. One file at a time; which belong together is decided in data/idx_sets.cpp.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/files.h"

namespace hourglass {

struct Idx {
  enum class Kind { images, labels };
  std::string name;
  Kind kind = Kind::images;
  uint32_t count = 0;
  uint32_t rows = 1, columns = 1;  // pixels; 1 for labels
  std::vector<uint8_t> values;     // count × rows × columns
};

// Reads one file, gzipped or plain by its first bytes. `remedy` ends the message about a file that
// is no IDX at all: "drop MNIST's four files, …". Throws Error, with the file's name, for whatever is
// not exactly what its header promises; allocates only what the header promises, and only when the
// file is long enough to keep it.
Idx read_idx(const NamedBytes& file, std::string_view remedy);

}  // namespace hourglass
