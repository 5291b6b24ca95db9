// ZIP archives of pictures, written here byte by byte, and those that are refused.
#include "formats/zip.h"

#include "formats/folder.h"
#include "formats/zip_bytes.h"
#include "share/png.h"

namespace hourglass {
namespace {

using namespace test;

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

TEST_CASE("what lies beside pictures in a ZIP is passed over, and a table in one is read") {
  std::vector<Entry> entries = zoo();
  entries.push_back({"zoo/cat/Thumbs.db", {1, 2, 3}});
  entries.push_back({"zoo/.hidden", {1, 2, 3}});
  CHECK(dataset_from_files(std::vector<NamedBytes>{{"zoo.zip", zipped(entries)}}).train.count == 7);
  const std::string_view table = "x,y\n1,2\n3,4\n5,6\n";
  const NamedBytes archive{"t.zip", zipped({{"t.csv", {table.begin(), table.end()}}})};
  CHECK(dataset_from_files({&archive, 1}).train.values == std::vector<float>{1, 2, 3, 4});
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
