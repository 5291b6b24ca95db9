// Folders of PNG and JPEG pictures, written by this program and by hand, and those that are refused.
#include "formats/pictures.h"

#include "formats/folder.h"
#include "share/png.h"

namespace hourglass {
namespace {

using namespace test;
namespace fs = std::filesystem;

Bytes png(uint32_t width, uint32_t height, uint32_t channels, uint8_t first) {
  Picture picture;
  picture.width = width, picture.height = height, picture.channels = channels;
  for (uint32_t i = 0; i < width * height * channels; ++i)
    picture.pixels.push_back(static_cast<uint8_t>(first + i));
  return write_png(picture);
}

// Two folders of four pictures, and a file that is none.
struct Zoo : Folder {
  Zoo() {
    fs::create_directories(*this / "cat");
    fs::create_directories(*this / "dog");
    for (uint8_t i = 0; i < 4; ++i) {
      put(std::format("cat/{}.png", i), png(5, 4, 1, i));
      put(std::format("dog/{}.PNG", i), png(5, 4, 1, static_cast<uint8_t>(100 + i)));
    }
    put("cat/notes.txt", {1, 2, 3});
  }
  std::string refused() const {
    return refusal([&] { load_dataset("images:" + path()); });
  }
};

TEST_CASE("folders of pictures are classes, in the order of their names") {
  const Zoo zoo;
  const Split split = load_dataset("images:" + zoo.path());
  CHECK(split.train.count == 7);
  CHECK(split.test.count == 1);
  CHECK(split.train.example == Shape{1, 4, 5, 1});
  CHECK(split.train.class_names == std::vector<std::string>{"cat", "dog"});
  CHECK(split.train.labels == std::vector<Label>{0, 0, 0, 0, 1, 1, 1});
  CHECK(split.train.image(1)[19] == 1 + 19);
  CHECK(split.test.image(0)[0] == 102);
}

TEST_CASE("pictures take the first one's channels") {
  const Zoo zoo;
  zoo.put("cat/0.png", png(5, 4, 3, 9));
  const Split split = load_dataset("images:" + zoo.path());
  CHECK(split.train.example == Shape{1, 4, 5, 3});
  CHECK(split.train.image(0)[2] == 11);
  CHECK(split.train.image(1)[2] == 1);  // grey: three times the same
}

TEST_CASE("pictures of one folder have no labels") {
  const Folder folder;
  for (uint8_t i = 0; i < 3; ++i) folder.put(std::format("{}.png", i), png(3, 3, 1, i));
  const Split split = load_dataset("images:" + folder.path());
  CHECK(split.train.count == 2);
  CHECK(split.train.labels.empty());
  CHECK(split.train.classes == 0);
}

TEST_CASE("pictures dropped together are data") {
  std::vector<NamedBytes> files;
  for (uint8_t i = 0; i < 4; ++i) files.push_back({std::format("{}.png", i), png(3, 3, 1, i)});
  CHECK(dataset_from_files(files).train.count == 3);
}

TEST_CASE("pictures of any size are scaled to one, and what they were is told") {
  const Zoo zoo;
  zoo.put("dog/1.PNG", png(300, 20, 3, 0));
  zoo.put("cat/0.png", png(9, 9, 3, 0));
  const Split split = load_dataset("images:" + zoo.path() + "+crop+size8");
  CHECK(split.train.example == Shape{1, 8, 8, 3});
  CHECK(split.train.class_names == std::vector<std::string>{"cat", "dog"});
  CHECK(split.train.found == "5×4 to 300×20, in colour");
  CHECK(load_dataset("images:" + zoo.path() + "+grey+size8").train.example == Shape{1, 8, 8, 1});
  // Read, not varied afterwards: then they would have to be of one size.
  CHECK(contains(refusal([&] { load_dataset("images:" + zoo.path() + "+invert+size8"); }),
                 "+size28"));
  CHECK(load_dataset("images:" + zoo.path() + "+size8", 0, 3).train.count == 2);
}

TEST_CASE("dropped pictures are scaled where they need it, and their name says so") {
  const auto called = [](std::vector<NamedBytes> files, std::string name) {
    dataset_from_files(files, name);
    return name;
  };
  const std::vector<NamedBytes> even{{"a", png(30, 20, 1, 0)}, {"b", png(30, 20, 1, 0)}},
      uneven{{"a", png(30, 20, 1, 0)}, {"b", png(20, 20, 1, 0)}},
      large{{"a", png(70, 70, 1, 0)}, {"b", png(70, 70, 1, 0)}};
  CHECK(called(even, "files") == "files");
  CHECK(called(uneven, "files") == "files+crop+size28");
  CHECK(called(large, "files") == "files+size28");
  CHECK(called(large, "files+size16+invert") == "files+size16+invert");
  CHECK(called(uneven, "files+grey+invert") == "files+crop+grey+size28+invert");
}

TEST_CASE("a PNG cut off or changed at any byte is refused or read, and nothing else happens") {
  const Bytes whole = png(6, 5, 3, 1);
  // The last four bytes are the checksum of the end, for which nobody asks.
  for (size_t length = 0; length + 4 < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(length));
    CHECK(contains(refusal([&] { pictures_from_files({{"a.png", cut}, {"b.png", whole}}); }),
                   "a.png"));
  }
  for (size_t at = 0; at < whole.size(); ++at) {
    Bytes changed = whole;
    changed[at] ^= 0x41;
    try {
      const Split split = pictures_from_files({{"a.png", changed}, {"b.png", changed}});
      CHECK(split.train.pixels.size() == split.train.example.features());
    } catch (const Error& error) {
      CHECK(contains(error.what(), "a.png"));
    }
  }
}

TEST_CASE("what is no picture, too large or of another size is refused") {
  const Zoo zoo;
  zoo.put("dog/1.PNG", png(5, 5, 1, 0));
  CHECK(contains(zoo.refused(), "1.PNG: has 5×5 pixels, "));
  zoo.put("dog/1.PNG", images(3));
  CHECK(contains(zoo.refused(), "not a PNG or JPEG picture"));
  zoo.put("dog/1.PNG", {'G', 'I', 'F', '8', '9', 'a'});
  CHECK(contains(zoo.refused(), "is a GIF picture"));
  zoo.put("dog/1.PNG", {0xFF, 0xD8, 0xFF, 0xE0});
  CHECK(contains(zoo.refused(), "is damaged"));
  zoo.put("cat/0.png", png(257, 2, 1, 0));
  CHECK(contains(zoo.refused(), "0.png: has 257×2 pixels; scale it"));
  const Folder empty;
  CHECK(contains(refusal([&] { load_dataset("images:" + empty.path()); }), "has no .png"));
  CHECK(contains(refusal([] { load_dataset("images:/no/such"); }), "is no folder"));
  CHECK(contains(refusal([] { load_dataset("images:"); }), "names no folder"));
}

}  // namespace
}  // namespace hourglass
