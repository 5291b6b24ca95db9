// From TeX to boxes, each atom as it is read. For formula.cpp alone.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "view/formula.h"
#include "view/formula_signs.h"

namespace hourglass::view {

// What was set, around a baseline: x from its left end, y downwards.
struct Box {
  float width = 0, height = 0, depth = 0;
  float overhang = 0;  // of a slanted letter, over what is above right of it
  bool letter = false, slanted = false, limits = false;
  Atom atom = Atom::ord;
  std::vector<SetFormula::Mark> marks;
  std::string words;

  void put(const Box& other, float x, float y) {
    for (SetFormula::Mark mark : other.marks) mark.x += x, mark.y += y, marks.push_back(mark);
    width = std::max(width, x + other.width);
    height = std::max(height, other.height - y);
    depth = std::max(depth, other.depth + y);
  }
  void put_rule(float x, float y, float wide, float high) {
    marks.push_back({x, y, 0, 0, wide, high});
    height = std::max(height, -y);
    depth = std::max(depth, y + high);
  }
};

// TeX's: displayed, in the line, smaller. Cramped: what is raised is raised less.
struct Style {
  int level = 0;
  bool cramped = false;
  Style text() const { return {std::max(level, 1), cramped}; }
  Style script() const { return {level < 2 ? 2 : 3, cramped}; }
  Style in_cramped() const { return {level, true}; }
};

enum class Alphabet : uint16_t {
  upright = 0,
  italic = 0xE000,
  bold = 0xE400,
  script = 0xE800,
  blackboard = 0xEC00
};

class Setter {
 public:
  Setter(const Theme& theme, std::string_view tex, float size)
      : theme_(theme), rest_(tex), size_(size) {}

  // Lines, each a row of atoms.
  std::vector<std::vector<Box>> lines();
  // Side by side, each at its distance.
  Box joined(std::span<Box> atoms, Style) const;
  const std::string& error() const { return error_; }

 private:
  void fail(std::string_view what);
  bool take(std::string_view word);
  void skip();
  std::string_view command();
  float em(Style) const;

  std::vector<Box> atoms(Style);
  Box row(Style);
  Box group(Style);
  Box nucleus(Style);
  Box named(Style);
  Box scripts(Box, Style);
  Box glyph(unsigned code, Style, Atom = Atom::ord);
  Box character(unsigned code, Style, Atom = Atom::ord);
  Box words(std::string_view, Style, Atom);
  Box fraction(Style);
  Box root(Style);
  Box accented(unsigned accent, Style);
  Box between(Style);
  Box grown(unsigned code, float reach, Style);
  Box in_alphabet(Alphabet, Style);
  std::string_view plain_group();

  const Theme& theme_;
  std::string_view rest_;
  float size_;
  Alphabet alphabet_ = Alphabet::italic;
  std::string error_;
};

// Ems: the middle of operators above the baseline; a bar, a little lighter than the font's.
inline constexpr float axis = 0.258f, rule = 0.06f;
inline constexpr float least_letters = 8;  // an em, logical pixels

std::string utf8(unsigned code);

}  // namespace hourglass::view
