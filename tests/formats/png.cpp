// PNG files and image sheets. The files are read back by a reader of this test's own, on zlib.
#include "share/png.h"

#include <zlib.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include "formats/idx_bytes.h"

namespace hourglass {
namespace {

using namespace test;

uint32_t number(const Bytes& b, size_t at) {
  return uint32_t{b[at]} << 24 | uint32_t{b[at + 1]} << 16 | uint32_t{b[at + 2]} << 8 | b[at + 3];
}

// Eight bits, grey or RGB, no interlace: PNG (W3C, third edition), sections 5 and 9.
Picture read_png(const Bytes& file) {
  REQUIRE(file.size() > 8);
  REQUIRE(std::equal(file.begin(), file.begin() + 8, "\x89PNG\r\n\x1A\n",
                     [](uint8_t a, char b) { return a == static_cast<uint8_t>(b); }));
  Picture p;
  Bytes packed;
  bool ended = false;
  for (size_t at = 8; at < file.size();) {
    const uint32_t size = number(file, at);
    REQUIRE(at + 12 + size <= file.size());
    const std::string type(file.begin() + static_cast<std::ptrdiff_t>(at) + 4,
                           file.begin() + static_cast<std::ptrdiff_t>(at) + 8);
    CHECK(number(file, at + 8 + size) == crc32(0, &file[at + 4], size + 4));
    if (type == "IHDR") {
      p.width = number(file, at + 8);
      p.height = number(file, at + 12);
      CHECK(file[at + 16] == 8);
      p.channels = file[at + 17] == 2 ? 3 : 1;
    } else if (type == "IDAT") {
      packed.insert(packed.end(), file.begin() + static_cast<std::ptrdiff_t>(at) + 8,
                    file.begin() + static_cast<std::ptrdiff_t>(at + 8 + size));
    }
    ended = type == "IEND";
    at += 12 + size;
  }
  CHECK(ended);
  const size_t line = size_t{p.width} * p.channels;
  Bytes raw((line + 1) * p.height);
  uLongf length = static_cast<uLongf>(raw.size());
  REQUIRE(uncompress(raw.data(), &length, packed.data(), static_cast<uLong>(packed.size())) ==
          Z_OK);
  REQUIRE(length == raw.size());
  p.pixels.resize(line * p.height);
  for (size_t row = 0; row < p.height; ++row) {
    for (size_t i = 0; i < line; ++i) {
      const auto pixel = [&](size_t up, size_t left) {
        return row < up || i < left ? 0 : int{p.pixels[(row - up) * line + i - left]};
      };
      const int a = pixel(0, p.channels), b = pixel(1, 0), c = pixel(1, p.channels), e = a + b - c;
      int paeth = c;
      if (std::abs(e - a) <= std::abs(e - b) && std::abs(e - a) <= std::abs(e - c))
        paeth = a;
      else if (std::abs(e - b) <= std::abs(e - c))
        paeth = b;
      const int predictions[] = {0, a, b, (a + b) / 2, paeth};
      p.pixels[row * line + i] =
          static_cast<uint8_t>(raw[row * (line + 1) + 1 + i] + predictions[raw[row * (line + 1)]]);
    }
  }
  return p;
}

Picture gradient(uint32_t width, uint32_t height, uint32_t channels) {
  Picture p{width, height, channels, Bytes(size_t{width} * height * channels)};
  for (size_t i = 0; i < p.pixels.size(); ++i) p.pixels[i] = static_cast<uint8_t>(i * 7 + i / 13);
  return p;
}

TEST_CASE("a picture written as PNG reads back the same, grey and in colour") {
  for (const uint32_t channels : {1u, 3u}) {
    for (const auto& [width, height] : {std::pair{1u, 1u}, {1u, 9u}, {64u, 3u}, {131u, 67u}}) {
      const Picture p = gradient(width, height, channels), back = read_png(write_png(p));
      CHECK(back.width == width);
      CHECK(back.height == height);
      CHECK(back.channels == channels);
      CHECK(back.pixels == p.pixels);
    }
  }
}

TEST_CASE("a PNG file holds the same bytes as a PNG in memory") {
  const auto path = std::filesystem::temp_directory_path() / "hourglass-png-test.png";
  const Picture p = gradient(20, 10, 3);
  write_png(p, path);
  std::ifstream file(path, std::ios::binary);
  const Bytes bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  CHECK(bytes == write_png(p));
  file.close();
  std::filesystem::remove(path);
  CHECK(contains(refusal([&] { write_png(p, "/no/such/folder/x.png"); }),
                 "/no/such/folder/x.png: cannot be written"));
}

TEST_CASE("a picture whose sizes disagree is refused") {
  Picture p = gradient(4, 4, 1);
  p.pixels.pop_back();
  CHECK(contains(refusal([&] { write_png(p); }), "15 bytes of pixels where 16 are needed"));
  p = gradient(4, 4, 2);
  CHECK(contains(refusal([&] { write_png(p); }), "2 channels"));
  p = {};
  CHECK(contains(refusal([&] { write_png(p); }), "0×0"));
}

TEST_CASE("a sheet puts every pixel of every image where it belongs") {
  for (const uint32_t channels : {1u, 3u}) {
    const Shape shape{5, 3, 2, channels};
    Bytes values(shape.count());
    for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<uint8_t>(i + 1);
    const uint32_t gap = 2, scale = 3;
    const Picture sheet = grid(values, shape, 2, gap, scale, 200);
    CHECK(sheet.width == 2 + 2 * (2 * 3 + 2));
    CHECK(sheet.height == 2 + 3 * (3 * 3 + 2));
    Bytes expected(sheet.pixels.size(), 200);
    for (uint32_t n = 0; n < 5; ++n)
      for (uint32_t y = 0; y < 9; ++y)
        for (uint32_t x = 0; x < 6; ++x)
          for (uint32_t c = 0; c < channels; ++c)
            expected[((gap + n / 2 * 11 + y) * sheet.width + gap + n % 2 * 8 + x) * channels + c] =
                values[((n * 3 + y / scale) * 2 + x / scale) * channels + c];
    CHECK(sheet.pixels == expected);
  }
}

TEST_CASE("a sheet is no wider than its images") {
  CHECK(grid(Bytes(3 * 4), {3, 2, 2, 1}, 10, 0).width == 6);
  CHECK(grid(Bytes(3 * 4), {3, 2, 2, 1}, 10, 0).height == 2);
}

TEST_CASE("a sheet that cannot be is refused") {
  const Bytes one(4);
  CHECK(contains(refusal([&] { grid(one, {0, 2, 2, 1}, 1); }), "no images"));
  CHECK(contains(refusal([&] { grid(one, {1, 2, 2, 1}, 0); }), "0 columns"));
  CHECK(contains(refusal([&] { grid(one, {1, 2, 2, 1}, 1, 2, 0); }), "scale 0"));
  CHECK(contains(refusal([&] { grid(one, {1, 2, 1, 2}, 1); }), "2 channels"));
  CHECK(contains(refusal([&] { grid(one, {2, 2, 2, 1}, 1); }), "4 bytes for 2 images"));
  CHECK(contains(refusal([&] { grid(one, {1, 2, 2, 1}, 1, 2, 1u << 30); }), "too many"));
}

TEST_CASE("floats become bytes by rounding and clamping, NaN is black") {
  const float nan = std::numeric_limits<float>::quiet_NaN(),
              infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> values{0.0f, 1.0f,     0.5f,      -3.0f,        7.0f,
                                  nan,  infinity, -infinity, 1.0f / 255.0f};
  CHECK(to_bytes(values) == Bytes{0, 255, 128, 0, 255, 0, 255, 0, 1});
}

}  // namespace
}  // namespace hourglass
