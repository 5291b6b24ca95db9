// libFuzzer: any bytes as files dropped onto the page, in every format there is, read in every way there is. They are
// refused in one line or give a data set that agrees with itself. The first byte chooses: as they are, gzipped here (so
// that the checksum does not keep the fuzzer out), or cut in two files at the second byte's place, and these also as an
// archive; what the files are called; and what is behind the data's name.
// cmake --preset sanitize && cmake --build build/sanitize --target hourglass_core dep_stb, then
// clang++-21 -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -Isrc -Itests tests/fuzz/idx.cpp
//   build/sanitize/src/libhourglass_{core,device,core}.a build/sanitize/src/libdep_stb.a -lhwy -lz -lminizip
//   -o build/fuzz-idx && build/fuzz-idx -max_len=4096 -timeout=2 -rss_limit_mb=1536
#include <zlib.h>

#include <cstdlib>
#include <string_view>

#include "compute/error.h"
#include "data/dataset.h"
#include "data/sources.h"
#include "formats/zip_bytes.h"

namespace {

using Bytes = std::vector<uint8_t>;

Bytes gzipped(const Bytes& plain) {
  z_stream stream{};
  if (deflateInit2(&stream, 1, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    std::abort();
  Bytes packed(deflateBound(&stream, static_cast<uLong>(plain.size())) + 32);
  stream.next_in = const_cast<Bytef*>(plain.data());
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

void demand(bool truth) {
  if (!truth) std::abort();
}

void check(const hourglass::Dataset& data) {
  demand(data.count > 0);
  demand(data.pixels.size() + data.values.size() == size_t{data.count} * data.example.features());
  demand(data.labels.empty() ? data.classes == 0 : data.labels.size() == data.count);
  for (const hourglass::Label label : data.labels) demand(label < data.classes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const Bytes bytes(data + 2, data + size);
  std::vector<hourglass::NamedBytes> files;
  constexpr const char* endings[]{"", ".csv", ".npy", "_batch.bin"};
  constexpr const char* ways[]{"files", "files+crop+grey+size8", "files+label=2+test50",
                               "files+colour+size9+invert"};
  const std::string ending = endings[data[0] / 4 % 4];
  std::string called = ways[data[0] / 16 % 4];
  switch (data[0] % 4) {
    case 0: files.push_back({"a" + ending, bytes}); break;
    case 1: files.push_back({"a" + ending, gzipped(bytes)}); break;
    default: {
      const auto cut = static_cast<std::ptrdiff_t>(bytes.size() * data[1] / 255);
      const Bytes first(bytes.begin(), bytes.begin() + cut),
          second(bytes.begin() + cut, bytes.end());
      files.push_back({"x" + ending, first});
      files.push_back({"y" + ending, data[0] % 4 == 2 ? second : gzipped(second)});
    }
  }
  if (data[0] / 64 % 2 == 1) {
    std::vector<hourglass::test::Entry> entries;
    for (const hourglass::NamedBytes& file : files)
      entries.push_back({file.name, file.bytes, false});
    files = {{"a.zip", hourglass::test::zipped(entries)}};
  } else if (data[0] / 128 == 1) {
    for (size_t i = 0; i < files.size(); ++i)
      files[i].name = (i == 0 ? "train-" : "test-") + files[i].name;
  }
  try {
    hourglass::Split split = hourglass::dataset_from_files(files, called);
    split = hourglass::varied(std::move(split), called, 0);
    check(split.train);
    check(split.test);
    demand(split.train.example == split.test.example);
  } catch (const hourglass::Error& error) {
    const std::string_view text = error.what();
    demand(text.size() > 10 && text.find('\n') == text.npos);
  }
  return 0;
}
