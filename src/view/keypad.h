// Numbers typed by finger: where there is no keyboard, a press on a number opens keys that are drawn.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "view/context.h"

namespace hourglass::view {

class Keypad {
 public:
  // Stands where a field would, `width` wide, and shows `text` at its right. What was typed, once Done is pressed; `about`: what it is
  // and may be. Controls are named `id`, and "keypad.KEY".
  std::optional<std::string> draw(const Context&, const char* id, std::string_view text,
                                  std::string_view title, std::string_view about, float width,
                                  bool list = false);

 private:
  std::string typed_;
  bool fresh_ = false;  // the first key begins anew
};

// What is left of a text when that key was pressed: a digit, ".", "−", "e", ",", or "back". At most 100 characters.
std::string after_key(std::string text, std::string_view key);

}  // namespace hourglass::view
