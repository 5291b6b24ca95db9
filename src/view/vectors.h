// What ImGui's windows drew in a frame, as an SVG: words as words, lines as lines, discs as discs. Of a frame that was begun
// by Unsmoothed, where each shape is one fan of triangles and each piece of a line one quad.
#pragma once
#include <imgui.h>

#include <span>
#include <string>
#include <string_view>

#include "view/context.h"

namespace hourglass::view {

// While it lives, frames begin without the smooth edges that a screen wants.
class Unsmoothed {
 public:
  Unsmoothed();
  ~Unsmoothed();
  Unsmoothed(const Unsmoothed&) = delete;
  Unsmoothed& operator=(const Unsmoothed&) = delete;

 private:
  ImGuiBackendFlags abilities_;
  bool lines_, fill_;
  float circle_error_;
};

// Of these lists, after ImGui::Render, what lies between `from` and `to`.
std::string as_svg(std::span<const ImDrawList* const>, ImVec2 from, ImVec2 to, float scale,
                   const Theme&, std::string_view title);

}  // namespace hourglass::view
