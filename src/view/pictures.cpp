// Magnifies on the CPU, so that linear filtering at one texel a device pixel shows sharp squares.
#include "view/pictures.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "view/paint.h"

namespace hourglass::view {

namespace {

size_t shade(float value) {
  if (!(value > 0)) return 0;  // NaN as well
  return value >= 1 ? 255 : static_cast<size_t>(value * 255.0f + 0.5f);
}

// Each of three channels goes its own way through the palette.
ImU32 texel(const float* pixel, uint32_t channels, const Palette& palette) {
  const ImU32 first = palette[shade(pixel[0])];
  if (channels != 3) return first;
  constexpr ImU32 red = IM_COL32(255, 0, 0, 0), green = IM_COL32(0, 255, 0, 0),
                  blue = IM_COL32(0, 0, 255, 0);
  return (first & red) | (palette[shade(pixel[1])] & green) | (palette[shade(pixel[2])] & blue) |
         IM_COL32_A_MASK;
}

}  // namespace

AtlasLayout atlas_layout(uint32_t count, uint32_t width, uint32_t height, uint32_t limit) {
  AtlasLayout layout{0, 0, width, height, 0};
  if (count == 0 || width == 0 || height == 0 || width > limit || height > limit) return layout;
  const double square = std::sqrt(double{1} * count * height / width);
  layout.columns = std::clamp(static_cast<uint32_t>(std::ceil(square)), 1u, limit / width);
  layout.columns = std::min(layout.columns, count);
  layout.rows = std::min((count + layout.columns - 1) / layout.columns, limit / height);
  layout.count = std::min(count, layout.columns * layout.rows);
  return layout;
}

uint32_t whole_multiple(float room, uint32_t pixels, float scale) {
  if (pixels == 0) return 1;
  // A hair of rounding must not cost a whole multiple.
  const float fits = std::floor((room * scale + 0.01f) / static_cast<float>(pixels));
  return fits >= 1 ? static_cast<uint32_t>(fits) : 1;
}

GridFit fit_grid(ImVec2 room, uint32_t count, uint32_t height, uint32_t width, uint32_t least,
                 float gap, float scale) {
  GridFit fit;
  if (count == 0 || height == 0 || width == 0) return fit;
  least = std::clamp(least, 1u, count);
  const auto lines = [&](float space, float cell) {
    const float fits = std::floor((space + gap + 0.01f) / (cell + gap));
    return fits >= 1 ? static_cast<uint32_t>(fits) : 0u;
  };
  for (uint32_t multiple =
           std::min(whole_multiple(room.x, width, scale), whole_multiple(room.y, height, scale));
       multiple >= 1; --multiple) {
    fit.multiple = multiple;
    fit.cell = {static_cast<float>(width * multiple) / scale,
                static_cast<float>(height * multiple) / scale};
    fit.columns = std::min(count, lines(room.x, fit.cell.x));
    fit.rows = fit.columns == 0
                   ? 0
                   : std::min(lines(room.y, fit.cell.y), (count + fit.columns - 1) / fit.columns);
    if (fit.columns * fit.rows >= least) break;
  }
  return fit;
}

void PictureSet::update(const Pictures& pictures, uint64_t version, uint32_t multiple,
                        const Palette& palette) {
  if (version == version_ && multiple == multiple_ && pictures.count == asked_ &&
      &palette == palette_ && pictures.height == height_ && pictures.width == width_ &&
      pictures.channels == channels_)
    return;
  version_ = version, multiple_ = multiple, asked_ = pictures.count, palette_ = &palette;
  height_ = pictures.height, width_ = pictures.width, channels_ = pictures.channels;
  layout_ = atlas_layout(pictures.count, width_ * multiple, height_ * multiple);
  if (layout_.count == 0) return;
  const std::span<ImU32> texels = texture_.resize(layout_.width(), layout_.height());
  const size_t pitch = layout_.width();
  for (uint32_t i = 0; i < layout_.count; ++i) {
    const float* from = pictures.picture(i).data();
    for (uint32_t y = 0; y < height_; ++y) {
      ImU32* row = texels.data() + (layout_.y(i) + size_t{y} * multiple) * pitch + layout_.x(i);
      for (uint32_t x = 0; x < width_; ++x)
        std::fill_n(row + size_t{x} * multiple, multiple,
                    texel(from + (size_t{y} * width_ + x) * channels_, channels_, palette));
      for (uint32_t copy = 1; copy < multiple; ++copy)
        std::memcpy(row + copy * pitch, row, size_t{width_} * multiple * sizeof(ImU32));
    }
  }
  texture_.upload();
}

void PictureSet::draw_all(ImDrawList& list, const Pictures& pictures, uint64_t version, ImVec2 at,
                          ImVec2 room, float gap, float widest, const Palette& palette,
                          uint32_t least) {
  const GridFit fit = fit_grid(room, pictures.count, pictures.height, pictures.width, least, gap,
                               paint::device_scale());
  update(pictures, version, fit.multiple, palette);
  const float used = static_cast<float>(fit.columns) * (fit.cell.x + gap) - gap;
  const float between =
      fit.columns > 1
          ? std::min(gap + (room.x - used) / static_cast<float>(fit.columns - 1), widest)
          : gap;
  for (uint32_t i = 0; i < std::min(fit.columns * fit.rows, pictures.count); ++i)
    draw(list, i,
         {at.x + static_cast<float>(i % fit.columns) * (fit.cell.x + between),
          at.y + static_cast<float>(i / fit.columns) * (fit.cell.y + gap)});
}

ImVec2 PictureSet::size() const {
  const float scale = paint::device_scale();
  return {static_cast<float>(width_ * multiple_) / scale,
          static_cast<float>(height_ * multiple_) / scale};
}

void PictureSet::draw(ImDrawList& list, uint32_t i, ImVec2 at, ImU32 tint) const {
  if (i >= layout_.count) return;
  const ImVec2 low = paint::snap(at), wide = size();
  const float u = 1.0f / static_cast<float>(layout_.width()),
              v = 1.0f / static_cast<float>(layout_.height());
  const float x = static_cast<float>(layout_.x(i)), y = static_cast<float>(layout_.y(i));
  list.AddImage(texture_.reference(), low, {low.x + wide.x, low.y + wide.y}, {x * u, y * v},
                {(x + static_cast<float>(layout_.cell_width)) * u,
                 (y + static_cast<float>(layout_.cell_height)) * v},
                tint);
}

void SmoothSheet::update(const Pictures& pictures, uint32_t side, uint64_t version,
                         const Palette& palette, uint64_t palette_number) {
  if (version == version_ && palette_number == palette_) return;
  version_ = version, palette_ = palette_number;
  filled_ = side > 0 && pictures.count >= side * side && pictures.width > 0 &&
            pictures.kind == Kind::pictures;
  if (!filled_) return;
  const uint32_t h = pictures.height, w = pictures.width;
  const std::span<ImU32> texels = texture_.resize(side * w, side * h);
  for (uint32_t i = 0; i < side * side; ++i) {
    const float* from = pictures.picture(i).data();
    for (uint32_t y = 0; y < h; ++y) {
      ImU32* row = texels.data() + (size_t{i / side} * h + y) * side * w + size_t{i % side} * w;
      for (uint32_t x = 0; x < w; ++x)
        row[x] = texel(from + (size_t{y} * w + x) * pictures.channels, pictures.channels, palette);
    }
  }
  texture_.upload();
}

void SmoothSheet::draw(ImDrawList& list, ImVec2 low, ImVec2 high) const {
  if (filled_) list.AddImage(texture_.reference(), low, high);
}

}  // namespace hourglass::view
