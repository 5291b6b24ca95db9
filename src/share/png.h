// PNG pictures and sheets of small images, for sample sheets on the command line and in tests.
// Writes only: nothing in the program reads PNG.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "compute/tensor.h"

namespace hourglass {

struct Picture {
  uint32_t width = 0, height = 0;  // pixels
  uint32_t channels = 1;           // 1 grey, 3 red, green, blue, 4 and opacity
  std::vector<uint8_t> pixels;     // height × width × channels
};

// The file's bytes. Throws Error where the sizes do not agree.
std::vector<uint8_t> write_png(const Picture& picture);
// Throws Error where the file cannot be written.
void write_png(const Picture& picture, const std::filesystem::path& path);

// A sheet of images[n, h, w, c], c 1 or 3, row by row, each pixel magnified to scale × scale (nearest
// neighbour: a pixel stays a square). `gap` pixels of `background` between images and around them.
// Throws Error for no images, no columns, or a sheet of more than 2^28 bytes.
Picture grid(std::span<const uint8_t> images, Shape shape, uint32_t columns, uint32_t gap = 2,
             uint32_t scale = 1, uint8_t background = 64);

// 0 … 1 to 0 … 255, rounded; what lies outside is clamped, NaN is black.
std::vector<uint8_t> to_bytes(std::span<const float> values);

}  // namespace hourglass
