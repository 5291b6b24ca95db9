// Makes IDX and gzip files in memory, right ones and wrong ones, and says what a refusal said.
#pragma once
#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "compute/error.h"
#include "data/dataset.h"

namespace hourglass::test {

using Bytes = std::vector<uint8_t>;

inline void append_number(uint32_t number, Bytes& bytes) {
  for (uint32_t shift = 32; shift > 0; shift -= 8)
    bytes.push_back(static_cast<uint8_t>(number >> (shift - 8)));
}

inline Bytes header(uint32_t magic, std::initializer_list<uint32_t> dimensions) {
  Bytes bytes;
  append_number(magic, bytes);
  for (const uint32_t dimension : dimensions) append_number(dimension, bytes);
  return bytes;
}

// Pixels count up, so that a byte in the wrong place is seen.
inline Bytes images(uint32_t count, uint32_t rows = 3, uint32_t columns = 2, uint32_t first = 0) {
  Bytes bytes = header(2051, {count, rows, columns});
  for (uint32_t i = 0; i < count * rows * columns; ++i)
    bytes.push_back(static_cast<uint8_t>(first + i));
  return bytes;
}

// 0 1 2 … classes−1 0 1 …
inline Bytes labels(uint32_t count, uint32_t classes = 10) {
  Bytes bytes = header(2049, {count});
  for (uint32_t i = 0; i < count; ++i) bytes.push_back(static_cast<uint8_t>(i % classes));
  return bytes;
}

inline Bytes gzipped(const Bytes& plain) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  Bytes packed(deflateBound(&stream, static_cast<uLong>(plain.size())) + 32);
  stream.next_in = const_cast<Bytef*>(plain.data());
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

inline Split load(std::vector<NamedBytes> files) { return dataset_from_files(files); }

// The message of the Error that `work` throws; what every message must be is checked on the way.
inline std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    const std::string text = error.what();
    CHECK_MESSAGE(text.find('\n') == text.npos, text);
    CHECK_MESSAGE(text.size() > 20, text);
    CHECK_MESSAGE(text.find("; ") != text.npos, text);  // what is wrong; what to do
    return text;
  } catch (const std::exception& other) {
    FAIL("not an Error: ", other.what());
  }
  FAIL("nothing was refused");
  return {};
}

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace hourglass::test
