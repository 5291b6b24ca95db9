// The few icons, drawn as vectors on a 16 × 16 grid, so that they are sharp at every scale.
#pragma once
#include <imgui.h>

#include <cstdint>

namespace hourglass::view {

enum class Icon : uint8_t {
  none,
  hourglass,
  play,
  pause,
  step,
  reset,
  share,
  help,
  sun,
  moon,
  caret,
  copy,
  plus,
  minus,
  close,
  book,
  more,
  stop,
  check,
  search
};

// Fills a square of `size` logical pixels around `centre`.
void draw_icon(ImDrawList&, Icon, ImVec2 centre, float size, ImU32 colour);

}  // namespace hourglass::view
