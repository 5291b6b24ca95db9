// gzip, unpacked piece by piece into memory that the caller has measured out: the size that a file
// claims is judged before anything of that size is allocated.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace hourglass {

bool is_gzip(std::span<const uint8_t> bytes);

class Inflater {
 public:
  // Pre: is_gzip(bytes). `bytes` outlives this; `name` is for messages.
  Inflater(std::string name, std::span<const uint8_t> bytes);
  ~Inflater();

  // Fills `out` as far as the data reach; less than its size only at the end of the data, and then
  // checksum and length have been found right. Throws Error for truncated or damaged data.
  size_t read(std::span<uint8_t> out);

  // deflate makes at most 1032 bytes of one: no file unpacks to more than this.
  static uint64_t most(size_t packed_bytes) { return uint64_t{packed_bytes} * 1032; }

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hourglass
