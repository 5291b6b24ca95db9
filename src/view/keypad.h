// Numbers and words typed by finger: where there is no keyboard, a press on a field opens keys that are drawn.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "view/context.h"

namespace hourglass::view {

enum class Keys : uint8_t { number, numbers, letters };  // one, a list of them, or any text

class Keypad {
 public:
  // Stands where a field would, `width` wide, and shows `text` at its right, letters at its left. What was typed, once Done
  // is pressed; `about`: what it is and may be. Controls are named `id`, and "keypad.KEY".
  std::optional<std::string> draw(const Context&, const char* id, std::string_view text,
                                  std::string_view title, std::string_view about, float width,
                                  Keys keys = Keys::number);

 private:
  std::string typed_;
  bool fresh_ = false;  // the first key begins anew
};

// A line of text: a field, or where there is only a finger a keypad with letters.
std::optional<std::string> text_field(const Context&, Keypad&, const char* id,
                                      std::string_view text, std::string_view title, float width);

// Letters as a phone's keyboard has them, digits and signs behind a key, so wide and so high. Does to `text` what is
// pressed; true: Done. Named "keypad.KEY", as "keypad.q", "keypad.space".
bool letter_keys(const Context&, std::string& text, float width);
float letter_keys_height();

// What is left of a text when that key was pressed: a sign, "−", "space", or "back". At most 100 bytes.
std::string after_key(std::string text, std::string_view key);

}  // namespace hourglass::view
