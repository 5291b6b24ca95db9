#include "view/qr.h"

#include <algorithm>
#include <cmath>
#include <qrcodegen.hpp>

#include "view/paint.h"

namespace hourglass::view {

namespace {

constexpr uint32_t quiet = 4;  // modules around it

}  // namespace

void Qr::show(const std::string& text) {
  if (text == text_) return;
  text_ = text;
  across_ = 0;
  try {
    using qrcodegen::QrCode;
    const QrCode code = QrCode::encodeText(text.c_str(), QrCode::Ecc::LOW);
    const int size = code.getSize();
    dark_.clear();
    for (int y = 0; y < size; ++y)
      for (int x = 0; x < size; ++x) dark_.push_back(code.getModule(x, y));
    across_ = static_cast<uint32_t>(size);
  } catch (const qrcodegen::data_too_long&) {
    // There is no larger one.
  }
}

bool Qr::fits(float side, float pixels) const {
  return across_ > 0 &&
         static_cast<float>(across_ + 2 * quiet) * pixels <= side * paint::device_scale();
}

void Qr::draw(const Context& context, ImVec2 at, float side) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float scale = paint::device_scale();
  const ImVec2 from = paint::snap(at);
  list.AddRectFilled(from, {from.x + side, from.y + side}, IM_COL32(255, 255, 255, 255), 4);
  // Whole device pixels, or squares would differ in width.
  const float each = std::floor(side * scale / static_cast<float>(across_ + 2 * quiet)) / scale;
  const float edge = std::floor((side - each * static_cast<float>(across_)) / 2 * scale) / scale;
  const ImDrawListFlags before = list.Flags;
  list.Flags &= ~ImDrawListFlags_AntiAliasedFill;
  for (uint32_t y = 0; y < across_; ++y)
    for (uint32_t x = 0; x < across_;) {
      // Neighbours are one stroke.
      uint32_t end = x;
      while (end < across_ && dark_[size_t{y} * across_ + end]) ++end;
      if (end > x) {
        const float top = from.y + edge + each * static_cast<float>(y),
                    left = from.x + edge + each * static_cast<float>(x);
        list.AddRectFilled({left, top}, {left + each * static_cast<float>(end - x), top + each},
                           IM_COL32(0, 0, 0, 255));
      }
      x = end + 1;
    }
  list.Flags = before;
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({side, side});
  context.note("qr");
}

}  // namespace hourglass::view
