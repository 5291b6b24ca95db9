// Makes NumPy's files in memory.
#pragma once
#include <algorithm>
#include <cstring>
#include <format>

#include "formats/idx_bytes.h"

namespace hourglass::test {

inline Bytes npy(const std::string& descr, const std::string& shape, const Bytes& numbers,
                 const std::string& order = "False", uint8_t version = 1) {
  std::string header =
      std::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}", descr, order, shape);
  while ((header.size() + (version == 1 ? 11 : 13)) % 64 != 0) header += ' ';
  header += '\n';
  Bytes bytes{0x93, 'N', 'U', 'M', 'P', 'Y', version, 0};
  for (uint32_t i = 0; i < (version == 1 ? 2u : 4u); ++i)
    bytes.push_back(static_cast<uint8_t>(header.size() >> (8 * i)));
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.insert(bytes.end(), numbers.begin(), numbers.end());
  return bytes;
}

template <class T>
Bytes bytes_of(std::initializer_list<T> numbers, bool big = false) {
  Bytes bytes;
  for (const T number : numbers) {
    Bytes one(sizeof(T));
    std::memcpy(one.data(), &number,
                sizeof(T));  // the tests run on machines with the little end first
    if (big) std::reverse(one.begin(), one.end());
    bytes.insert(bytes.end(), one.begin(), one.end());
  }
  return bytes;
}

}  // namespace hourglass::test
