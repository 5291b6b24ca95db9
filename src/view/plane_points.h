// Many small round points in one texture: four corners each instead of a circle's two dozen, so that
// a thousand of them fit into the 16-bit indices of one draw list.
#pragma once
#include <imgui.h>

#include "view/texture.h"

namespace hourglass::view {

class Points {
 public:
  // Radii in logical pixels; drawn anew only when they or the scale change.
  void prepare(float small, float large, float scale);
  // Between begin and end nothing else may be added to the list.
  void begin(ImDrawList&);
  void add(ImDrawList&, ImVec2 centre, bool large, ImU32 colour, ImU32 halo) const;
  void end(ImDrawList&);

 private:
  Texture texture_;
  float radius_[2] = {0, 0}, scale_ = 0;
  uint32_t cell_ = 0;  // texels
};

}  // namespace hourglass::view
