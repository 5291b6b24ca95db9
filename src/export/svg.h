// Lines, shapes, words and small pictures as an SVG file, which browsers show and drawing programs change. Knows no plot:
// export/plots.h and view/vectors.h draw with it. Lengths are pixels, y goes down.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "share/png.h"

namespace hourglass {

struct SvgPoint {
  float x = 0, y = 0;
};
using SvgColour = std::array<uint8_t, 4>;  // red, green, blue, opacity

class Svg {
 public:
  struct Words {
    float size = 12;   // of an em
    float length = 0;  // they are fitted to it whatever fonts there are; 0: as wide as they come
    float align = 0;   // 0.5 centres on the point, 1 ends there
    bool semibold = false;
    bool upright = false;  // read from below to above
  };

  // What lies between `from` and `to` is seen, `scale` times as large.
  Svg(SvgPoint from, SvgPoint to, float scale, std::string_view title);

  void rect(SvgPoint from, SvgPoint to, SvgColour);
  void frame(SvgPoint from, SvgPoint to, SvgColour, float width);
  // From the first end to the second, or from above to below.
  void shade(SvgPoint from, SvgPoint to, SvgColour first, SvgColour second, bool down);
  void line(std::span<const SvgPoint>, bool closed, SvgColour, float width);
  // Outlines that share their edges are one shape, without seams.
  void shape(std::span<const std::span<const SvgPoint>> outlines, SvgColour);
  void disc(SvgPoint centre, float radius, SvgColour);
  void ring(SvgPoint centre, float radius, SvgColour, float width);
  void text(SvgPoint base, std::string_view words, SvgColour, const Words&);  // on its base line
  // Blocks of equal pixels become one pixel each.
  void picture(SvgPoint from, SvgPoint to, const Picture&, float opacity = 1);

  // What follows is seen within these only, until the next clip or no_clip.
  void clip(SvgPoint from, SvgPoint to);
  void no_clip();

  std::string finish();

 private:
  void paint(std::string_view how, SvgColour);

  std::string text_;
  bool clipped_ = false;
  uint32_t named_ = 0;  // gradients and clips
};

// & < > " as XML has them; what XML has no word for is left out.
std::string escaped(std::string_view);

}  // namespace hourglass
