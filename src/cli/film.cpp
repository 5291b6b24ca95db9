// Chunks of an animated PNG: IHDR, acTL, then a fcTL and the pixels of each frame.
#include "cli/film.h"

#include <zlib.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "compute/error.h"

namespace hourglass {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr uint64_t count_place = 8 + 25;  // of acTL: after the signature and IHDR

template <class Number>
void put(Bytes& bytes, Number number) {
  for (size_t i = sizeof(Number); i-- > 0;) bytes.push_back(static_cast<uint8_t>(number >> 8 * i));
}

Bytes whole_chunk(std::string_view name, std::span<const uint8_t> data) {
  Bytes all;
  all.reserve(data.size() + 12);
  put(all, static_cast<uint32_t>(data.size()));
  all.insert(all.end(), name.begin(), name.end());
  all.insert(all.end(), data.begin(), data.end());
  put(all, static_cast<uint32_t>(crc32(0, all.data() + 4, static_cast<uInt>(all.size() - 4))));
  return all;
}

struct Part {
  uint32_t x, y, width, height;
};

// The least rectangle outside of which both are the same; a pixel where they are the same everywhere.
Part changed(const Picture& before, const Picture& now) {
  const size_t row = size_t{now.width} * now.channels;
  uint32_t top = now.height, bottom = 0;
  size_t left = row, right = 0;
  for (uint32_t y = 0; y < now.height; ++y) {
    const auto a = std::span(before.pixels).subspan(y * row, row),
               b = std::span(now.pixels).subspan(y * row, row);
    const auto first = std::ranges::mismatch(a, b).in1;
    if (first == a.end()) continue;
    size_t last = row;
    while (a[last - 1] == b[last - 1]) --last;
    top = std::min(top, y), bottom = y + 1;
    left = std::min(left, static_cast<size_t>(first - a.begin())), right = std::max(right, last);
  }
  if (bottom == 0) return {0, 0, 1, 1};
  const auto x = static_cast<uint32_t>(left / now.channels);
  return {x, top, static_cast<uint32_t>((right - 1) / now.channels) + 1 - x, bottom - top};
}

// Filter 2 of PNG: each byte less the one above it.
Bytes packed(const Picture& picture, const Part& part) {
  const size_t row = size_t{picture.width} * picture.channels, c = picture.channels;
  Bytes lines;
  lines.reserve(part.height * (1 + part.width * c));
  for (size_t y = part.y; y < part.y + part.height; ++y) {
    const uint8_t* line = &picture.pixels[y * row + part.x * c];
    lines.push_back(2);
    for (size_t i = 0; i < part.width * c; ++i)
      lines.push_back(static_cast<uint8_t>(line[i] - (y > part.y ? *(line + i - row) : 0)));
  }
  uLongf size = compressBound(static_cast<uLong>(lines.size()));
  Bytes all(size);
  if (compress2(all.data(), &size, lines.data(), static_cast<uLong>(lines.size()), 6) != Z_OK)
    fail("film: no memory for a frame of {}×{} pixels", part.width, part.height);
  all.resize(size);
  return all;
}

}  // namespace

Film::Film(std::string path) : path_(std::move(path)), file_(path_) {}

void Film::chunk(std::string_view name, std::span<const uint8_t> data) {
  file_.fill(whole_chunk(name, data));
}

void Film::begin() {
  constexpr uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  file_.fill(signature);
  Bytes head;
  put(head, last_.width);
  put(head, last_.height);
  const uint8_t colour = last_.channels == 1 ? 0 : last_.channels == 3 ? 2 : 6;
  head.insert(head.end(), {8, colour, 0, 0, 0});
  chunk("IHDR", head);
  chunk("acTL", Bytes(8));  // how many, end() says
}

void Film::add(const Picture& picture, uint32_t milliseconds) {
  const bool first = frames_ == 0;
  if (picture.pixels.empty() ||
      picture.pixels.size() != size_t{picture.width} * picture.height * picture.channels)
    fail("film: a frame of {}×{} pixels has {} bytes", picture.width, picture.height,
         picture.pixels.size());
  if (!first && (picture.width != last_.width || picture.height != last_.height ||
                 picture.channels != last_.channels))
    fail("film: a frame of {}×{} pixels follows one of {}×{}; all have to be as large",
         picture.width, picture.height, last_.width, last_.height);
  const Part part = first ? Part{0, 0, picture.width, picture.height} : changed(last_, picture);
  last_ = picture;
  if (first) begin();
  Bytes control;
  for (const uint32_t number : {next_++, part.width, part.height, part.x, part.y})
    put(control, number);
  put(control, static_cast<uint16_t>(std::min(milliseconds, 65535u)));
  put(control, uint16_t{1000});
  control.insert(control.end(), {0, 0});  // stays, and covers what was there
  chunk("fcTL", control);
  Bytes pixels;
  if (!first) put(pixels, next_++);
  const Bytes data = packed(picture, part);
  pixels.insert(pixels.end(), data.begin(), data.end());
  chunk(first ? "IDAT" : "fdAT", pixels);
  ++frames_;
}

void Film::end() {
  if (frames_ == 0) fail("{}: a film without a frame; nothing was written", path_);
  chunk("IEND", {});
  Bytes count;
  put(count, frames_);
  put(count, uint32_t{0});
  file_.fill_at(count_place, whole_chunk("acTL", count));
  file_.take_place();
}

}  // namespace hourglass
