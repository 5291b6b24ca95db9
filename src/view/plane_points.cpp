// Four sprites in a row: small disc, small halo, large disc, large halo.
#include "view/plane_points.h"

#include <algorithm>
#include <cmath>

namespace hourglass::view {

namespace {
constexpr float halo_width = 0.8f;  // logical pixels
}

void Points::prepare(float small, float large, float scale) {
  if (radius_[0] == small && radius_[1] == large && scale_ == scale) return;
  radius_[0] = small, radius_[1] = large, scale_ = scale;
  cell_ = static_cast<uint32_t>(std::ceil(2 * (large + halo_width) * scale)) + 4;
  const std::span<ImU32> texels = texture_.resize(4 * cell_, cell_);
  const float middle = static_cast<float>(cell_) / 2;
  for (uint32_t sprite = 0; sprite < 4; ++sprite) {
    const float radius = (radius_[sprite / 2] + (sprite % 2 == 1 ? halo_width : 0)) * scale;
    for (uint32_t y = 0; y < cell_; ++y) {
      for (uint32_t x = 0; x < cell_; ++x) {
        const float dx = static_cast<float>(x) + 0.5f - middle,
                    dy = static_cast<float>(y) + 0.5f - middle;
        const float cover = std::clamp(radius - std::hypot(dx, dy) + 0.5f, 0.0f, 1.0f);
        texels[size_t{y} * 4 * cell_ + size_t{sprite} * cell_ + x] =
            IM_COL32(255, 255, 255, static_cast<ImU32>(255 * cover));
      }
    }
  }
  texture_.upload();
}

void Points::begin(ImDrawList& list) { list.PushTexture(texture_.reference()); }
void Points::end(ImDrawList& list) { list.PopTexture(); }

void Points::add(ImDrawList& list, ImVec2 centre, bool large, ImU32 colour, ImU32 halo) const {
  const float half = static_cast<float>(cell_) / 2 / scale_;
  if (!(list.Flags & ImDrawListFlags_AntiAliasedFill)) {  // see view/vectors.h
    list.AddCircleFilled(centre, radius_[large] + halo_width, halo);
    list.AddCircleFilled(centre, radius_[large], colour);
    return;
  }
  const ImVec2 low{centre.x - half, centre.y - half}, high{centre.x + half, centre.y + half};
  const auto sprite = [&](int number, ImU32 tint) {
    if (tint >> IM_COL32_A_SHIFT == 0) return;
    const float u = static_cast<float>(number) / 4;
    list.PrimReserve(6, 4);
    list.PrimRectUV(low, high, {u, 0}, {u + 0.25f, 1}, tint);
  };
  sprite(large ? 3 : 1, halo);
  sprite(large ? 2 : 0, colour);
}

}  // namespace hourglass::view
