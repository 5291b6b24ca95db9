// The safetensors container: what its authors demand of offsets, and what hostile headers promise.
#include "share/safetensors.h"

#include <doctest/doctest.h>

#include <array>

#include "compute/error.h"

using namespace hourglass;

namespace {

std::vector<uint8_t> file_of(const std::string& header, size_t buffer) {
  std::vector<uint8_t> bytes(8);
  for (size_t i = 0; i < 8; ++i)
    bytes[i] = static_cast<uint8_t>(uint64_t{header.size()} >> (8 * i));
  bytes.insert(bytes.end(), header.begin(), header.end());
  for (size_t i = 0; i < buffer; ++i) bytes.push_back(static_cast<uint8_t>(i));
  return bytes;
}

std::string tensor(const std::string& name, uint32_t words, uint64_t from, uint64_t to) {
  return std::format(R"("{}":{{"dtype":"F32","shape":[{}],"data_offsets":[{},{}]}})", name, words,
                     from, to);
}

std::string header_of(std::initializer_list<std::string> tensors) {
  std::string text;
  for (const std::string& one : tensors) text += (text.empty() ? "{" : ",") + one;
  return text + "}";
}

}  // namespace

TEST_CASE("tensors that fill the buffer are read, in whatever order the header names them") {
  const SafeTensors file = read_safetensors(
      file_of(header_of({tensor("a", 1, 8, 12), tensor("none", 0, 8, 8), tensor("b", 2, 0, 8)}),
              12),
      "f");
  CHECK(file.tensors.at("a").bytes == std::vector<uint8_t>{8, 9, 10, 11});
  CHECK(file.tensors.at("b").bytes.size() == 8);
  CHECK(file.tensors.at("none").bytes.empty());
}

TEST_CASE("tensors that overlap or leave a gap are refused") {
  const auto refuses = [](std::initializer_list<std::string> tensors, const char* words) {
    CHECK_THROWS_WITH_AS(read_safetensors(file_of(header_of(tensors), 16), "f"),
                         doctest::Contains(words), Error);
  };
  refuses({tensor("a", 4, 0, 16), tensor("b", 4, 0, 16)}, "f: b begins at byte 0 where 16 is next");
  refuses({tensor("a", 3, 0, 12), tensor("b", 2, 8, 16)}, "f: b begins at byte 8 where 12 is next");
  refuses({tensor("a", 1, 0, 4), tensor("b", 2, 8, 16)}, "f: b begins at byte 8 where 4 is next");
  refuses({tensor("a", 3, 4, 16)}, "f: a begins at byte 4 where 0 is next");
  refuses({tensor("a", 3, 0, 12)}, "f: its last 4 bytes belong to no tensor");
  refuses({tensor("a", 4, 0, 16), tensor("none", 0, 8, 8)}, "f: none begins at byte 8");
}

TEST_CASE("a header is refused where it is nested deeply") {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  for (const std::string& header :
       {"{\"a\":" + deep + "}", "{\"a\":{\"dtype\":\"F32\",\"shape\":" + deep + "}}", deep})
    CHECK_THROWS_WITH_AS(read_safetensors(file_of(header, 0), "f"),
                         doctest::Contains("f: its header is no JSON"), Error);
}

TEST_CASE("whatever a header says, it is refused in one line, or each byte belongs to one tensor") {
  uint32_t state = 3;
  const auto random = [&](uint32_t below) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
  };
  constexpr std::array types{"\"F32\"", "\"U32\"", "\"F32\"", "\"F64\"", "[]", "3"};
  int taken = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string header;
    uint64_t at = 0;
    for (uint32_t i = random(4); i > 0; --i) {
      const uint32_t words = random(3);
      uint64_t from = at, to = at + 4 * words;
      at = to;
      if (random(12) == 0) from += random(9) - uint64_t{4};
      if (random(12) == 0) to += random(9) - uint64_t{4};
      const std::array shapes{std::format("[{}]", words),
                              std::format("[1,{},1]", words),
                              std::format("[{}]", words),
                              std::format("[{}.0]", words),
                              std::string("[4294967296,4294967296]"),
                              std::string("[-1]"),
                              std::string("[]")};
      header += std::format("{}\"{}\":{{\"dtype\":{},\"shape\":{},\"data_offsets\":[{},{}]}}",
                            header.empty() ? "{" : ",", "abcd"[random(4)],
                            types[random(random(6) == 0 ? 6 : 3)],
                            shapes[random(random(6) == 0 ? 7 : 3)], from, to);
    }
    header += header.empty() ? "{}" : "}";
    if (random(4) == 0) header[random(static_cast<uint32_t>(header.size()))] ^= 1 << random(7);
    const size_t buffer = static_cast<size_t>(at) + (random(8) == 0 ? random(9) : 0);
    CAPTURE(header);
    CAPTURE(buffer);
    try {
      const SafeTensors file = read_safetensors(file_of(header, buffer), "f");
      size_t sum = 0;
      for (const auto& [name, one] : file.tensors) sum += one.bytes.size();
      CHECK(sum == buffer);
      CHECK(read_safetensors(write_safetensors(file), "again").tensors.size() ==
            file.tensors.size());
      ++taken;
    } catch (const Error& error) {
      const std::string text = error.what();
      CHECK(text.starts_with("f: "));
      CHECK(text.find('\n') == text.npos);
    }
  }
  CHECK(taken > 1000);  // else the headers were too wrong to tell anything
}
