// A text as a QR code, for a phone's camera.
#pragma once
#include <string>
#include <vector>

#include "view/context.h"

namespace hourglass::view {

class Qr {
 public:
  // Made anew only where the text is another.
  void show(const std::string& text);
  // Whether its squares are at least `pixels` device pixels wide in a square of `side`.
  bool fits(float side, float pixels) const;
  // Dark on a light ground with the quiet zone that cameras want, in any theme.
  void draw(const Context&, ImVec2 at, float side) const;

 private:
  std::string text_;
  uint32_t across_ = 0;     // modules; 0: the text is longer than any code holds
  std::vector<bool> dark_;  // [across, across]
};

}  // namespace hourglass::view
