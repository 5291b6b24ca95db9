// One IDX file, gzipped or plain: what is read, and how what is wrong is refused.
#include "formats/idx.h"

#include "compute/random.h"
#include "formats/idx_bytes.h"

namespace hourglass {
namespace {

using namespace test;

Idx read(const std::string& name, const Bytes& bytes) {
  return read_idx({name, bytes}, "drop others");
}
std::string refused(const Bytes& bytes) {
  return refusal([&] { read("a", bytes); });
}

Bytes text(std::string_view s) { return {s.begin(), s.end()}; }

TEST_CASE("an images file reads the same plain and gzipped, whatever its name") {
  const Bytes plain = images(5, 3, 2);
  for (const Bytes& bytes : {plain, gzipped(plain)}) {
    const Idx idx = read("holiday.txt", bytes);
    CHECK(idx.kind == Idx::Kind::images);
    CHECK(idx.count == 5);
    CHECK(idx.rows == 3);
    CHECK(idx.columns == 2);
    CHECK(std::ranges::equal(idx.values, std::span(plain).subspan(16)));
  }
}

TEST_CASE("a labels file shorter than an images header reads the same plain and gzipped") {
  for (const uint32_t count : {1u, 7u, 8u, 9u, 100u}) {
    const Bytes plain = labels(count);
    for (const Bytes& bytes : {plain, gzipped(plain)}) {
      const Idx idx = read("a", bytes);
      CHECK(idx.kind == Idx::Kind::labels);
      CHECK(idx.count == count);
      CHECK(std::ranges::equal(idx.values, std::span(plain).subspan(8)));
    }
  }
}

TEST_CASE("gzip files joined end to end read as one") {
  const Bytes plain = images(4);
  Bytes joined = gzipped({plain.begin(), plain.begin() + 19});
  const Bytes second = gzipped({plain.begin() + 19, plain.end()});
  joined.insert(joined.end(), second.begin(), second.end());
  CHECK(std::ranges::equal(read("a", joined).values, std::span(plain).subspan(16)));
}

TEST_CASE("the largest images that are understood are 256 by 256") {
  CHECK(read("a", images(2, 256, 256)).values.size() == 2 * 65536);
  CHECK(contains(refused(header(2051, {2, 257, 256})), "257×256"));
  CHECK(contains(refused(header(2051, {2, 0, 28})), "0×28"));
  CHECK(contains(refused(header(2051, {2, 28, 0})), "28×0"));
}

TEST_CASE("a file cut off at any byte is refused, plain and gzipped, with its name") {
  for (const Bytes& whole : {images(3), labels(20)}) {
    const Bytes packed = gzipped(whole);
    for (const Bytes* file : {&whole, &packed}) {
      for (size_t size = 0; size < file->size(); ++size) {
        const std::string message =
            refused({file->begin(), file->begin() + static_cast<std::ptrdiff_t>(size)});
        CHECK(message.starts_with("a: "));
        if (size == 0) CHECK(contains(message, "is empty"));
        if (size >= 4) CHECK_MESSAGE(contains(message, "is cut off"), message);
      }
    }
  }
}

TEST_CASE("a file that is longer than its header promises is refused") {
  for (const Bytes& whole : {images(3), labels(3), labels(20)}) {
    Bytes longer = whole;
    longer.push_back(0);
    CHECK(contains(refused(longer), "follow"));
    CHECK(contains(refused(gzipped(longer)), "follow"));
    Bytes tail = gzipped(whole);
    tail.push_back('x');
    CHECK(contains(refused(tail), "not gzip"));
  }
}

TEST_CASE("a wrong checksum is refused") {
  const Bytes packed = gzipped(images(30));
  for (const size_t from_end : {8u, 7u, 6u, 5u}) {  // CRC-32; the last four bytes are the length
    Bytes damaged = packed;
    damaged[damaged.size() - from_end] ^= 1;
    CHECK(contains(refused(damaged), "is damaged (incorrect data check)"));
  }
  Bytes damaged = packed;
  damaged[damaged.size() - 1] ^= 1;
  CHECK(contains(refused(damaged), "is damaged (incorrect length check)"));
}

TEST_CASE("bytes changed at random are refused or read as a file of the promised size") {
  const Bytes plain = images(40, 5, 5);
  const Bytes packed = gzipped(plain);
  uint32_t refusals = 0;
  for (uint32_t trial = 0; trial < 4000; ++trial) {
    const Words words = random_words(1, Stream::noise, trial, 0);
    Bytes bytes = words[0] % 2 ? plain : packed;
    // Half of the changes hit the header.
    const size_t reach = words[0] % 4 < 2 ? 20 : bytes.size();
    bytes[words[1] % reach] = static_cast<uint8_t>(words[2]);
    if (words[3] % 3 == 0) bytes[words[3] % bytes.size()] ^= static_cast<uint8_t>(words[2] >> 8);
    try {
      const Idx idx = read("a", bytes);
      CHECK(idx.values.size() == size_t{idx.count} * idx.rows * idx.columns);
    } catch (const Error& error) {
      ++refusals;
      CHECK(std::string_view(error.what()).find('\n') == std::string_view::npos);
    }
  }
  CHECK(refusals > 1000);
  CHECK(refusals < 4000);
}

TEST_CASE("absurd sizes are refused before anything is allocated") {
  // 256 TB, if anyone believed it.
  CHECK(contains(refused(header(2051, {0xFFFFFFFF, 256, 256})), "more than 1024 MB"));
  CHECK(contains(refused(gzipped(header(2051, {0xFFFFFFFF, 256, 256}))), "more than 1024 MB"));
  CHECK(contains(refused(header(2051, {2, 0xFFFFFFFF, 0xFFFFFFFF})), "4294967295×4294967295"));
  CHECK(contains(refused(header(2049, {0xFFFFFFFF})), "more than 1024 MB"));
  // 1 GB, which so few bytes cannot hold.
  CHECK(contains(refused(header(2051, {16384, 256, 256})), "cannot hold them"));
  CHECK(contains(refused(gzipped(header(2051, {16384, 256, 256}))), "cannot hold them"));
}

TEST_CASE("a gzip bomb is not unpacked beyond what its header promises") {
  Bytes bomb = images(1);
  bomb.resize(size_t{32} << 20);
  const Bytes packed = gzipped(bomb);
  CHECK(packed.size() < 40000);
  CHECK(contains(refused(packed), "more bytes follow the 1 images of 3×2"));
}

TEST_CASE("no images and no labels are refused") {
  CHECK(contains(refused(header(2051, {0, 28, 28})), "holds 0 images"));
  CHECK(contains(refused(header(2049, {0})), "holds 0 labels"));
  CHECK(contains(refused(gzipped(header(2051, {0, 28, 28}))), "holds 0 images"));
}

TEST_CASE("a wrong magic number is told, and what the right ones are") {
  CHECK(contains(refused(header(2052, {2, 2, 2})), "magic number 2052; IDX images have 2051"));
  CHECK(contains(refused(header(0x0D03, {2, 2, 2})), "magic number 3331"));
  CHECK(contains(refused(header(0, {2, 2, 2})), "magic number 0"));
  CHECK(refused(header(0xDEADBEEF, {1})) ==
        "a: is not an IDX file (it starts with de ad be ef); drop others");
  CHECK(contains(refused({0}), "not an IDX file (it starts with 00)"));
}

TEST_CASE("pictures and archives are recognised") {
  const std::vector<std::pair<Bytes, std::string>> cases{
      {text("\x89PNG\r\n\x1A\n...."), "a PNG picture"},
      {text("\xFF\xD8\xFF\xE0...."), "a JPEG picture"},
      {text("GIF89a...."), "a GIF picture"},
      {text("PK\x03\x04...."), "a ZIP archive"},
      {text("%PDF-1.7"), "a PDF document"},
      {text("<!DOCTYPE html>"), "a web page"},
      {text("\x93NUMPY...."), "a NumPy array"},
      {gzipped(gzipped(images(2))), "gzipped twice"},
      {gzipped(text("<html>")), "a web page"},
  };
  for (const auto& [bytes, what] : cases)
    CHECK(refused(bytes) == "a: is " + what + ", not an IDX file; drop others");
}

}  // namespace
}  // namespace hourglass
