// Makes ZIP archives in memory.
#pragma once
#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

namespace hourglass::test {

using Bytes = std::vector<uint8_t>;

inline void put(Bytes& to, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to.push_back(static_cast<uint8_t>(value >> (8 * i)));
}
inline void put(Bytes& to, const Bytes& bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

inline Bytes deflated(const Bytes& from) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  Bytes to(deflateBound(&stream, static_cast<uLong>(from.size())));
  stream.next_in = const_cast<Bytef*>(from.data());
  stream.avail_in = static_cast<uInt>(from.size());
  stream.next_out = to.data();
  stream.avail_out = static_cast<uInt>(to.size());
  deflate(&stream, Z_FINISH);
  to.resize(stream.total_out);
  deflateEnd(&stream);
  return to;
}

struct Entry {
  std::string name;
  Bytes bytes;
  bool packed = true;
  uint32_t flags = 0;
};

// PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16.
inline Bytes zipped(const std::vector<Entry>& entries) {
  Bytes all, directory;
  for (const Entry& entry : entries) {
    const Bytes body = entry.packed ? deflated(entry.bytes) : entry.bytes;
    Bytes common;
    put(common, 20, 2);
    put(common, entry.flags, 2);
    put(common, entry.packed ? 8 : 0, 2);
    put(common, 0, 4);
    put(common,
        static_cast<uint32_t>(crc32(0, entry.bytes.data(), static_cast<uInt>(entry.bytes.size()))),
        4);
    put(common, static_cast<uint32_t>(body.size()), 4);
    put(common, static_cast<uint32_t>(entry.bytes.size()), 4);
    put(common, static_cast<uint32_t>(entry.name.size()), 2);
    put(common, 0, 2);
    put(directory, 0x02014b50, 4);
    put(directory, 20, 2);
    put(directory, common);
    put(directory, 0, 2 + 2 + 2);
    put(directory, 0, 4);
    put(directory, 0, 2);
    directory.resize(directory.size() - 2);
    put(directory, static_cast<uint32_t>(all.size()), 4);
    put(directory, Bytes(entry.name.begin(), entry.name.end()));
    put(all, 0x04034b50, 4);
    put(all, common);
    put(all, Bytes(entry.name.begin(), entry.name.end()));
    put(all, body);
  }
  const auto start = static_cast<uint32_t>(all.size());
  put(all, directory);
  put(all, 0x06054b50, 4);
  put(all, 0, 4);
  put(all, static_cast<uint32_t>(entries.size()), 2);
  put(all, static_cast<uint32_t>(entries.size()), 2);
  put(all, static_cast<uint32_t>(directory.size()), 4);
  put(all, start, 4);
  put(all, 0, 2);
  return all;
}

}  // namespace hourglass::test
