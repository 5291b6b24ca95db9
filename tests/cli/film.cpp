// Films are read again, chunk by chunk, as a browser does.
#include "cli/film.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/files.h"
#include "compute/error.h"

using namespace hourglass;

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<uint8_t>;

uint32_t number(const Bytes& bytes, size_t at, size_t length = 4) {
  uint32_t value = 0;
  for (size_t i = 0; i < length; ++i) value = value << 8 | bytes.at(at + i);
  return value;
}

struct Seen {
  std::vector<Picture> frames;
  std::vector<uint32_t> milliseconds;
  uint64_t drawn = 0;  // pixels in all frames
};

// Each frame over the one before.
Seen played(const std::string& path) {
  const Bytes file = read_file(path);
  Seen seen;
  Picture canvas;
  uint32_t counted = 0, next = 0, x = 0, y = 0, width = 0, height = 0;
  std::string last;
  for (size_t at = 8; at < file.size();) {
    const uint32_t length = number(file, at);
    const std::string name(file.begin() + static_cast<ptrdiff_t>(at) + 4,
                           file.begin() + static_cast<ptrdiff_t>(at) + 8);
    REQUIRE(at + 12 + length <= file.size());
    CHECK(number(file, at + 8 + length) == crc32(0, &file[at + 4], length + 4));
    const size_t from = at + 8;
    if (name == "IHDR") {
      canvas = {number(file, from), number(file, from + 4), file[from + 9] == 0 ? 1u : 3u, {}};
      canvas.pixels.resize(size_t{canvas.width} * canvas.height * canvas.channels);
    } else if (name == "acTL") {
      counted = number(file, from);
      CHECK(number(file, from + 4) == 0);
    } else if (name == "fcTL") {
      CHECK(number(file, from) == next++);
      width = number(file, from + 4), height = number(file, from + 8);
      x = number(file, from + 12), y = number(file, from + 16);
      CHECK(number(file, from + 22, 2) == 1000);
      seen.milliseconds.push_back(number(file, from + 20, 2));
    } else if (name == "IDAT" || name == "fdAT") {
      const size_t skip = name == "fdAT" ? 4 : 0;
      if (skip) CHECK(number(file, from) == next++);
      const size_t row = size_t{width} * canvas.channels;
      Bytes lines((row + 1) * height);
      uLongf size = static_cast<uLongf>(lines.size());
      REQUIRE(uncompress(lines.data(), &size, &file[from + skip],
                         static_cast<uLong>(length - skip)) == Z_OK);
      REQUIRE(size == lines.size());
      for (size_t line = 0; line < height; ++line)
        for (size_t i = 0; i < row; ++i) {
          REQUIRE(lines[line * (row + 1)] == 2);
          const auto place = [&](size_t of) {
            return ((y + of) * canvas.width + x) * canvas.channels + i;
          };
          canvas.pixels.at(place(line)) = static_cast<uint8_t>(
              lines[line * (row + 1) + 1 + i] + (line > 0 ? canvas.pixels[place(line - 1)] : 0));
        }
      seen.frames.push_back(canvas);
      seen.drawn += uint64_t{width} * height;
    }
    last = name;
    at += 12 + length;
  }
  CHECK(last == "IEND");
  CHECK(counted == seen.frames.size());
  return seen;
}

Picture painted(uint32_t width, uint32_t height, uint32_t channels, uint32_t seed) {
  Picture picture{width, height, channels, {}};
  for (uint32_t i = 0; i < width * height * channels; ++i)
    picture.pixels.push_back(static_cast<uint8_t>((i * 2654435761u + seed * 40503u) >> 13));
  return picture;
}

std::string place() {
  const fs::path folder = fs::temp_directory_path() / "hourglass-film";
  fs::remove_all(folder);
  fs::create_directories(folder);
  return (folder / "film.apng").string();
}

}  // namespace

TEST_CASE("a film gives its frames again, each as long as it was shown") {
  for (const uint32_t channels : {1u, 3u}) {
    const std::string path = place();
    std::vector<Picture> frames;
    Film film(path);
    for (uint32_t i = 0; i < 5; ++i) {
      frames.push_back(painted(17, 11, channels, i / 2));  // some follow themselves
      film.add(frames.back(), 40 + i);
      CHECK_FALSE(fs::exists(path));
    }
    film.end();
    const Seen seen = played(path);
    REQUIRE(seen.frames.size() == 5);
    for (size_t i = 0; i < 5; ++i) CHECK(seen.frames[i].pixels == frames[i].pixels);
    CHECK(seen.milliseconds == std::vector<uint32_t>{40, 41, 42, 43, 44});
    CHECK(std::distance(fs::directory_iterator(fs::path(path).parent_path()), {}) == 1);
  }
}

TEST_CASE("of a frame only what has changed is written") {
  const std::string path = place();
  Film film(path);
  Picture picture = painted(40, 30, 3, 1), changed = picture;
  film.add(picture, 100);
  for (uint32_t y = 5; y < 9; ++y) changed.pixels[3 * (y * 40 + 7 + y) + 1] ^= 255;
  film.add(changed, 100'000);
  film.add(changed, 1);
  film.end();
  const Seen seen = played(path);
  REQUIRE(seen.frames.size() == 3);
  CHECK(seen.frames[1].pixels == changed.pixels);
  CHECK(seen.frames[2].pixels == changed.pixels);
  CHECK(seen.drawn == 40 * 30 + 4 * 4 + 1);
  CHECK(seen.milliseconds[1] == 65535);  // the longest that there is
}

TEST_CASE("a film that is no film leaves nothing and says why") {
  const std::string path = place();
  const auto error = [](auto what) {
    try {
      what();
      return std::string();
    } catch (const Error& thrown) {
      return std::string(thrown.what());
    }
  };
  {
    Film film(path);
    CHECK(error([&] { film.end(); }).find("without a frame") != std::string::npos);
    film.add(painted(4, 4, 3, 0), 10);
    CHECK(error([&] { film.add(painted(5, 4, 3, 0), 10); }) ==
          "film: a frame of 5×4 pixels follows one of 4×4; all have to be as large");
  }
  CHECK(fs::is_empty(fs::path(path).parent_path()));
  CHECK(error([&] { Film film(path + "/nowhere/f.apng"); }).find("cannot be written") !=
        std::string::npos);
}
