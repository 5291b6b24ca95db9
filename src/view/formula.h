// Formulas as print has them: a subset of TeX's mathematics, parsed and set by TeX's rules in the font of formulas.
//
//   letters, digits, Greek, signs (formula_signs.h)   ^ _ { }   \frac \sqrt \sum \prod \int with limits
//   \hat \tilde \dot \bar   \mathbf \mathcal \mathbb   \text \operatorname \log …   \left( \right)   \, \; \quad \\
//
// What is too wide is set a little smaller, then broken at relations. Leaves out arrays and whatever numbers equations.
#pragma once
#include <imgui.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "view/context.h"

namespace hourglass::view {

// Logical pixels, from the top left of it all.
struct SetFormula {
  struct Mark {
    float x, y;           // a glyph's origin, on its baseline; a rule's upper left corner
    float size;           // of the font, an em; 0: a rule
    uint16_t code;        // see fonts/make_math_font.py
    float width, height;  // of a rule
  };
  std::vector<Mark> marks;
  ImVec2 size;
  float baseline = 0;   // of the first line
  std::string reading;  // one line of plain words: "z = μ + σ ⋅ ε"
  std::string
      error;  // what is wrong, in one line; then there are no marks, and it reads as it is written
};

// Set at an em of `size` and within `width` (0: any); empty while there is no font. Throws nothing.
SetFormula set_formula(const Theme&, std::string_view tex, float size, float width = 0);

// Whether the font is on its way, so that what has a formula is drawn a little later, and nothing moves when it is there.
bool awaits_formulas(const Context&);

// Draws it, top left at `at`. What was no formula is drawn as the words that it is.
void formula(const Context&, ImVec2 at, const SetFormula&, ImU32 colour);

}  // namespace hourglass::view
