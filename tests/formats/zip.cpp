// ZIP archives of pictures, written here byte by byte, and those that are refused.
#include "formats/zip.h"

#include <zlib.h>

#include "formats/folder.h"
#include "share/png.h"

namespace hourglass {
namespace {

using namespace test;

void put(Bytes& to, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to.push_back(static_cast<uint8_t>(value >> (8 * i)));
}
void put(Bytes& to, const Bytes& bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

Bytes deflated(const Bytes& from) {
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
Bytes zipped(const std::vector<Entry>& entries) {
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

Bytes png(uint8_t first) {
  Picture picture;
  picture.width = 5, picture.height = 4, picture.channels = 1;
  for (uint8_t i = 0; i < 20; ++i) picture.pixels.push_back(static_cast<uint8_t>(first + i));
  return write_png(picture);
}

std::vector<Entry> zoo() {
  std::vector<Entry> entries{{"zoo/", {}, false}, {"__MACOSX/zoo/cat/._0.png", {1, 2}, false}};
  for (uint8_t i = 0; i < 4; ++i) {
    entries.push_back({std::format("zoo/cat/{}.png", i), png(i)});
    entries.push_back(
        {std::format("zoo/dog/{}.png", i), png(static_cast<uint8_t>(100 + i)), false});
  }
  return entries;
}

TEST_CASE("a ZIP of folders of pictures is as good as the folders, opened or dropped") {
  const Folder folder;
  const Bytes bytes = zipped(zoo());
  folder.put("zoo.zip", bytes);
  for (const Split& split : {load_dataset("images:" + folder.path() + "/zoo.zip"),
                             dataset_from_files(std::vector<NamedBytes>{{"zoo.zip", bytes}})}) {
    CHECK(split.train.count == 7);
    CHECK(split.test.count == 1);
    CHECK(split.train.class_names == std::vector<std::string>{"cat", "dog"});
    CHECK(split.train.image(1)[19] == 1 + 19);
    CHECK(split.test.image(0)[0] == 102);
  }
}

TEST_CASE("a ZIP that is encrypted, empty or damaged is refused in one line") {
  const auto refused = [](const std::vector<Entry>& entries) {
    return refusal([&] { unzipped({"a.zip", zipped(entries)}); });
  };
  CHECK(contains(refused({{"x.png", png(0), true, 1}}), "a.zip/x.png: is encrypted"));
  CHECK(contains(refused({{"folder/", {}, false}}), "a.zip: has no files in it"));
  const Folder folder;
  folder.put("a.zip", zipped({{"notes.txt", {1, 2, 3}}}));
  CHECK(contains(refusal([&] { load_dataset("images:" + folder.path() + "/a.zip"); }),
                 "has no .png"));
  folder.put("a.zip", png(0));
  CHECK(contains(refusal([&] { load_dataset("images:" + folder.path() + "/a.zip"); }),
                 "is no folder and no ZIP"));
}

TEST_CASE("a ZIP cut off or changed at any byte is refused or read, and nothing else happens") {
  const Bytes whole = zipped({{"a.png", png(3)}, {"b/c.png", png(9), false}});
  // The last two bytes are the length of a comment, for which nobody asks.
  for (size_t length = 4; length + 2 < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(length));
    CHECK(contains(refusal([&] { unzipped({"a.zip", cut}); }), "a.zip"));
  }
  for (size_t at = 0; at < whole.size(); ++at)
    for (const uint8_t flip : {uint8_t{0x01}, uint8_t{0x41}, uint8_t{0xFF}}) {
      Bytes changed = whole;
      changed[at] ^= flip;
      try {
        const size_t files = unzipped({"a.zip", changed}).size();
        CHECK(files <= 2);
      } catch (const Error& error) {
        CHECK(contains(error.what(), "a.zip"));
      }
    }
}

TEST_CASE("an archive that is written here is read to the same files") {
  std::vector<NamedBytes> files{{"a.npy", {1, 2, 3}}, {"b/c.npy", Bytes(70'000, 7)}, {"empty", {}}};
  const NamedBytes archive{"w.npz", zipped(files)};
  CHECK(is_zip(archive.bytes));
  CHECK(archive.bytes == zipped(files));
  const std::vector<NamedBytes> found = unzipped(archive);
  REQUIRE(found.size() == files.size());
  for (size_t i = 0; i < files.size(); ++i) {
    CHECK(found[i].name == "w.npz/" + files[i].name);
    CHECK(found[i].bytes == files[i].bytes);
  }
}

}  // namespace
}  // namespace hourglass
