// PNG pictures and image sheets, see png.h.
#include "share/png.h"

#include <stb_image_write.h>

#include <fstream>
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/views/xview.hpp>

#include "compute/error.h"

namespace hourglass {
namespace {

void check(const Picture& p) {
  if (p.channels != 1 && p.channels != 3 && p.channels != 4)
    fail("PNG: {} channels; give 1 (grey), 3 (colour) or 4 (and opacity)", p.channels);
  if (p.width == 0 || p.height == 0 || p.width > 1u << 16 || p.height > 1u << 16)
    fail("PNG: a picture of {}×{} pixels; give sides from 1 to 65536", p.width, p.height);
  const uint64_t wanted = uint64_t{p.width} * p.height * p.channels;
  if (p.pixels.size() != wanted)
    fail("PNG: {} bytes of pixels where {} are needed; give height × width × channels",
         p.pixels.size(), wanted);
  // stb counts bytes in an int.
  if (wanted > 1u << 28)
    fail("PNG: {}×{} pixels are too many; make a smaller picture", p.width, p.height);
}

void append(void* bytes, void* data, int size) {
  const auto* first = static_cast<const uint8_t*>(data);
  static_cast<std::vector<uint8_t>*>(bytes)->insert(
      static_cast<std::vector<uint8_t>*>(bytes)->end(), first, first + size);
}

}  // namespace

std::vector<uint8_t> write_png(const Picture& picture) {
  check(picture);
  std::vector<uint8_t> bytes;
  const int channels = static_cast<int>(picture.channels), width = static_cast<int>(picture.width);
  if (!stbi_write_png_to_func(append, &bytes, width, static_cast<int>(picture.height), channels,
                              picture.pixels.data(), width * channels))
    fail("PNG: no memory for {}×{} pixels; make a smaller picture", picture.width, picture.height);
  return bytes;
}

void write_png(const Picture& picture, const std::filesystem::path& path) {
  const std::vector<uint8_t> bytes = write_png(picture);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file)
    fail("{}: cannot be written; check the folder and the space that is left", path.string());
}

Picture grid(std::span<const uint8_t> images, Shape shape, uint32_t columns, uint32_t gap,
             uint32_t scale, uint8_t background) {
  const auto [n, h, w, c] = shape;
  if (n == 0) fail("image sheet: no images; give at least one");
  if (columns == 0 || scale == 0)
    fail("image sheet: {} columns at scale {}; give at least 1", columns, scale);
  if (c != 1 && c != 3)
    fail("image sheet: images have {} channels; give 1 (grey) or 3 (colour)", c);
  if (images.size() != size_t{n} * h * w * c)
    fail("image sheet: {} bytes for {} images of {}×{}×{}; give one byte for each value",
         images.size(), n, h, w, c);
  columns = std::min(columns, n);
  const uint32_t rows = (n - 1) / columns + 1;
  const uint64_t width = gap + columns * (uint64_t{w} * scale + gap);
  const uint64_t height = gap + rows * (uint64_t{h} * scale + gap);
  if (width > 1u << 16 || height > 1u << 16 || width * height * c > 1u << 28)
    fail("image sheet: {}×{} pixels are too many; take fewer images or a smaller scale", width,
         height);

  Picture sheet{static_cast<uint32_t>(width), static_cast<uint32_t>(height), c, {}};
  sheet.pixels.assign(size_t{sheet.width} * sheet.height * c, background);
  auto to = xt::adapt(sheet.pixels, std::array<size_t, 3>{sheet.height, sheet.width, c});
  // A magnified pixel is two axes of stride 0 that broadcasting fills in.
  const auto from = xt::adapt(images.data(), images.size(), xt::no_ownership(),
                              std::array<size_t, 6>{n, h, 1, w, 1, c});
  xt::xtensor<uint8_t, 5> tile(std::array<size_t, 5>{h, scale, w, scale, c});
  for (size_t i = 0; i < n; ++i) {
    const size_t y = gap + i / columns * (size_t{h} * scale + gap);
    const size_t x = gap + i % columns * (size_t{w} * scale + gap);
    tile = xt::broadcast(xt::view(from, i), tile.shape());
    xt::view(to, xt::range(y, y + size_t{h} * scale), xt::range(x, x + size_t{w} * scale)) =
        xt::reshape_view(tile, std::array<size_t, 3>{size_t{h} * scale, size_t{w} * scale, c});
  }
  return sheet;
}

std::vector<uint8_t> to_bytes(std::span<const float> values) {
  std::vector<uint8_t> bytes(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    // In this order of comparison a NaN becomes 0.
    const float v = values[i] > 0.0f ? (values[i] < 1.0f ? values[i] : 1.0f) : 0.0f;
    bytes[i] = static_cast<uint8_t>(v * 255.0f + 0.5f);
  }
  return bytes;
}

}  // namespace hourglass
