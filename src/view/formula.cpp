// From TeX to boxes, each atom as it is read, and from boxes to glyphs. Distances are the font's own, from the table
// MATH of STIX Two Math, in ems; the rules are those of The TeXbook, appendix G.
#include "view/formula.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <format>

#include "view/formula_signs.h"
#include "view/paint.h"

namespace hourglass::view {

namespace {

using Mark = SetFormula::Mark;

constexpr float axis = 0.258f, rule = 0.06f;  // the middle of operators; of bars, a little lighter
constexpr float script_scale = 0.72f, least = 8;  // of a letter, in logical pixels
constexpr float mu = 1.0f / 18;
constexpr float indent = 1.2f;  // of what a broken line goes on with, ems

// What was set, around a baseline: x from its left end, y downwards.
struct Box {
  float width = 0, height = 0, depth = 0;
  float overhang = 0;  // of a slanted letter, over what is above right of it
  bool letter = false, slanted = false, limits = false;
  Atom atom = Atom::ord;
  std::vector<Mark> marks;
  std::string words;

  void put(const Box& other, float x, float y) {
    for (Mark mark : other.marks) mark.x += x, mark.y += y, marks.push_back(mark);
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

std::string utf8(unsigned code) {
  char text[5];
  return ImTextCharToUtf8(text, code);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Between two atoms, in eighteenths of an em; within scripts only what stands around operators stays.
float distance(Atom left, Atom right, bool script) {
  const auto either = [&](Atom atom) { return left == atom || right == atom; };
  if (left == Atom::open || right == Atom::close) return 0;
  if (left == Atom::punct) return script ? 0 : 3;
  if (right == Atom::punct) return 0;
  if (either(Atom::rel)) return script || left == right ? 0 : 5;
  if (either(Atom::bin)) return script ? 0 : 4;
  if (right == Atom::open) return left == Atom::inner && !script ? 3 : 0;
  if (either(Atom::op)) return 3;
  return either(Atom::inner) && !script ? 3 : 0;
}

class Setter {
 public:
  Setter(const Theme& theme, std::string_view tex, float size)
      : theme_(theme), rest_(tex), size_(size) {}

  // Lines, each a row of atoms.
  std::vector<std::vector<Box>> lines() {
    std::vector<std::vector<Box>> all;
    do all.push_back(atoms({}));
    while (take("\\\\"));
    if (!rest_.empty())
      fail(rest_[0] == '}' ? "a } too many" : "\\right without its \\left");
    return all;
  }
  Box joined(std::span<Box> atoms, Style) const;
  const std::string& error() const { return error_; }

 private:
  // The first error stays, and ends it all.
  void fail(std::string_view what) {
    if (error_.empty()) error_ = std::format("formula: {}", what);
    rest_ = {};
  }
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  void skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }
  std::string_view command() {
    size_t length = 0;
    while (length < rest_.size() && is_letter(rest_[length])) ++length;
    const std::string_view name = rest_.substr(0, std::max<size_t>(length, rest_.empty() ? 0 : 1));
    rest_.remove_prefix(name.size());
    return name;
  }
  float em(Style style) const {
    const float scale = style.level < 2 ? 1 : style.level == 2 ? script_scale : script_scale * 0.8f;
    return std::max(std::round(size_ * scale), std::min(least, size_));
  }

  std::vector<Box> atoms(Style);
  Box row(Style style) {
    std::vector<Box> all = atoms(style);
    return joined(all, style);
  }
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

Box Setter::glyph(unsigned code, Style style, Atom atom) {
  Box box;
  const auto wanted = static_cast<ImWchar>(code);
  if (!theme_.math->IsGlyphInFont(wanted)) {
    fail(std::format("{} is not in this alphabet of the font", utf8(code & 0x3FF)));
    return box;
  }
  ImFontBaked& baked = *theme_.math->GetFontBaked(em(style));
  const ImFontGlyph& found = *baked.FindGlyph(wanted);
  const float scale = em(style) / baked.Size, base = IM_ROUND(baked.Ascent);
  // Signs that combine with a letter stand left of their place.
  const float left = found.AdvanceX > 0 ? 0 : found.X0;
  box.width = (found.AdvanceX > 0 ? found.AdvanceX : found.X1 - found.X0) * scale;
  box.height = (base - found.Y0) * scale;
  box.depth = (found.Y1 - base) * scale;
  box.overhang = std::max(0.0f, (found.X1 - left) * scale - box.width);
  box.letter = true;
  box.atom = atom;
  box.marks.push_back({-left * scale, 0, em(style), wanted, 0, 0});
  return box;
}

Box Setter::character(unsigned code, Style style, Atom atom) {
  const bool latin = code < 128 && is_letter(static_cast<char>(code));
  const bool greek = code >= u'α' && code <= u'ϵ';
  const bool digit = code >= '0' && code <= '9';
  unsigned place = code;
  if (latin || greek) place += static_cast<unsigned>(alphabet_);
  if (digit && alphabet_ == Alphabet::bold) place += static_cast<unsigned>(alphabet_);
  Box box = glyph(place, style, atom);
  box.slanted = alphabet_ == Alphabet::italic && (latin || greek);
  box.words = utf8(code);
  return box;
}

// Upright, as they are.
Box Setter::words(std::string_view text, Style style, Atom atom) {
  Box box;
  for (const char *at = text.data(), *end = at + text.size(); at < end;) {
    unsigned code = 0;
    at += ImTextCharFromUtf8(&code, at, end);
    if (code == ' ')
      box.width += 0.25f * em(style);
    else
      box.put(glyph(code, style), box.width, 0);
  }
  box.atom = atom;
  box.words = text;
  return box;
}

std::string_view Setter::plain_group() {
  const size_t end = rest_.find('}');
  if (!take("{") || end == std::string_view::npos) {
    fail("words need a { and a }");
    return {};
  }
  const std::string_view text = rest_.substr(0, end - 1);
  rest_.remove_prefix(end);
  return text;
}

// What a command or a script takes: {…}, or one sign.
Box Setter::group(Style style) {
  skip();
  if (!take("{")) {
    if (rest_.empty() || rest_[0] == '}') fail("something is missing at its end or before a }");
    return rest_.empty() ? Box() : nucleus(style);
  }
  Box box = row(style);
  if (!take("}")) fail("a { is not closed");
  box.atom = Atom::ord;
  return box;
}

Box Setter::in_alphabet(Alphabet alphabet, Style style) {
  const Alphabet before = std::exchange(alphabet_, alphabet);
  Box box = group(style);
  alphabet_ = before;
  return box;
}

Box Setter::nucleus(Style style) {
  if (rest_[0] == '{') return group(style);
  if (take("\\")) return named(style);
  if (rest_[0] == '^' || rest_[0] == '_') return {};  // of nothing
  unsigned code = 0;
  rest_.remove_prefix(static_cast<size_t>(
      ImTextCharFromUtf8(&code, rest_.data(), rest_.data() + rest_.size())));
  if (code == '-') code = u'−';
  for (const Sign& sign : signs)
    if (sign.code == code) return character(code, style, sign.atom);
  return character(code, style);
}

Box Setter::named(Style style) {
  const std::string_view name = command();
  Box box;
  box.atom = Atom::gap;
  constexpr std::pair<std::string_view, float> gaps[] = {
      {",", 3}, {":", 4}, {";", 5}, {"!", -3}, {"quad", 18}, {"qquad", 36}};
  for (const auto& [gap, wide] : gaps)
    if (name == gap) {
      box.width = wide * mu * em(style);
      box.words = wide >= 18 ? "  " : wide > 3 ? " " : "";
      return box;
    }
  if (name == "frac") return fraction(style);
  if (name == "sqrt") return root(style);
  if (name == "left") return between(style);
  if (name == "hat") return accented(0x302, style);
  if (name == "tilde") return accented(0x303, style);
  if (name == "dot") return accented(0x307, style);
  if (name == "bar") return accented(0x304, style);
  if (name == "mathbf") return in_alphabet(Alphabet::bold, style);
  if (name == "mathcal") return in_alphabet(Alphabet::script, style);
  if (name == "mathbb") return in_alphabet(Alphabet::blackboard, style);
  if (name == "text") return words(plain_group(), style, Atom::ord);
  if (name == "operatorname") return words(plain_group(), style, Atom::op);
  if (name == "|") return character(u'‖', style);
  if (std::ranges::find(functions, name) != std::end(functions))
    return words(name, style, Atom::op);
  if (std::ranges::find(functions_beneath, name) != std::end(functions_beneath)) {
    box = words(name, style, Atom::op);
    box.limits = style.level == 0;
    return box;
  }
  for (const Sign& sign : signs)
    if (!name.empty() && sign.name == name) {
      if (sign.atom != Atom::op) return character(sign.code, style, sign.atom);
      // Large where there is room, its middle on the axis.
      box = glyph(style.level == 0 ? 0xF100u + (sign.code & 255u) : sign.code, style);
      Box centred;
      centred.put(box, 0, (box.height - box.depth) / 2 - axis * em(style));
      centred.atom = Atom::op;
      centred.limits = style.level == 0 && sign.code != u'∫';
      centred.overhang = 0.2f * box.width * static_cast<float>(sign.code == u'∫');
      centred.words = utf8(sign.code);
      return centred;
    }
  fail(std::format("\\{} is not known", name));
  return {};
}

// "x²", "xᵢ" where there is such a character, else x^{…}.
std::string script_words(const std::string& words, bool raised) {
  constexpr std::string_view plain[] = {"0", "1", "2", "3", "i"}, up[] = {"⁰", "¹", "²", "³", "ⁱ"},
                             down[] = {"₀", "₁", "₂", "₃", "ᵢ"};
  const auto* found = std::ranges::find(plain, words);
  if (found != std::end(plain)) return std::string((raised ? up : down)[found - plain]);
  const std::string sign = raised ? "^" : "_";
  return words.size() < 3 ? sign + words : std::format("{}({})", sign, words);
}

Box Setter::scripts(Box base, Style style) {
  Box up, down;
  bool raised = false, lowered = false;
  for (skip(); !rest_.empty() && (rest_[0] == '^' || rest_[0] == '_'); skip()) {
    const bool above = rest_[0] == '^';
    if (above ? raised : lowered) {
      fail(above ? "two ^ on one sign" : "two _ on one sign");
      return base;
    }
    rest_.remove_prefix(1);
    (above ? raised : lowered) = true;
    (above ? up : down) = group(above ? style.script() : style.script().in_cramped());
    base.words += script_words((above ? up : down).words, above);
  }
  if (!raised && !lowered) return base;
  const float unit = em(style);
  Box box;
  box.atom = base.atom;
  box.words = std::move(base.words);
  if (base.limits) {
    const float wide = std::max({base.width, up.width, down.width});
    box.put(base, (wide - base.width) / 2, 0);
    if (raised)
      box.put(up, (wide - up.width) / 2,
              -base.height - std::max(0.135f * unit + up.depth, 0.25f * unit));
    if (lowered)
      box.put(down, (wide - down.width) / 2,
              base.depth + std::max(0.135f * unit + down.height, 0.55f * unit));
    return box;
  }
  box.put(base, 0, 0);
  float high = std::max({(style.cramped ? 0.29f : 0.36f) * unit, up.depth + 0.12f * unit,
                         base.letter ? 0 : base.height - 0.23f * em(style.script())});
  float low = std::max({0.21f * unit, down.height - 0.368f * unit,
                        base.letter ? 0 : base.depth + 0.16f * em(style.script())});
  if (raised && lowered) low = std::max(low, 0.15f * unit + up.depth - high + down.height);
  if (raised) box.put(up, base.width + base.overhang, -high);
  if (lowered) box.put(down, base.width - (base.atom == Atom::op ? base.overhang : 0), low);
  box.width += 0.04f * unit;
  return box;
}

std::vector<Box> Setter::atoms(Style style) {
  std::vector<Box> all;
  for (skip(); !rest_.empty(); skip()) {
    if (rest_[0] == '}' || rest_.starts_with("\\\\")) break;
    if (rest_.starts_with("\\right") && !(rest_.size() > 6 && is_letter(rest_[6]))) break;
    all.push_back(scripts(nucleus(style), style));
  }
  // An operator with nothing to work on is a sign.
  Atom before = Atom::open;
  Box* last = nullptr;
  for (Box& box : all) {
    if (box.atom == Atom::gap) continue;
    const bool right = box.atom == Atom::rel || box.atom == Atom::close || box.atom == Atom::punct;
    if (right && before == Atom::bin) last->atom = Atom::ord;
    if (box.atom == Atom::bin && (before == Atom::bin || before == Atom::op || before == Atom::rel ||
                                  before == Atom::open || before == Atom::punct))
      box.atom = Atom::ord;
    before = box.atom;
    last = &box;
  }
  if (before == Atom::bin) last->atom = Atom::ord;
  return all;
}

Box Setter::joined(std::span<Box> atoms, Style style) const {
  Box all;
  const Box* before = nullptr;
  for (const Box& box : atoms) {
    float x = all.width;
    if (box.atom != Atom::gap) {
      if (before) x += distance(before->atom, box.atom, style.level > 1) * mu * em(style);
      const bool apart = box.atom == Atom::bin || box.atom == Atom::rel;
      if (before && !all.words.ends_with(' ') &&
          (apart || before->atom == Atom::bin || before->atom == Atom::rel ||
           before->atom == Atom::punct ||
           (before->atom == Atom::op && box.atom == Atom::ord)))
        all.words += ' ';
      before = &box;
    }
    all.words += box.words;
    const float width = box.width;
    all.put(box, x, 0);
    all.width = x + width;  // a gap may lead back
    all.overhang = box.overhang;
    all.slanted = box.slanted;
  }
  all.letter = atoms.size() == 1 && atoms[0].letter;
  return all;
}

Box Setter::fraction(Style style) {
  const Style part = style.level == 0 ? style.text() : style.script();
  const Box over = group(part), under = group(part.in_cramped());
  const float unit = em(style), thick = rule * unit, gap = (style.level == 0 ? 0.12f : 0.068f) * unit;
  const float shift = (style.level == 0 ? 0.64f : 0.585f) * unit;
  const float wide = std::max(over.width, under.width), margin = 0.08f * unit;
  const float bar = -axis * unit;  // its middle
  Box box;
  box.put(over, margin + (wide - over.width) / 2,
          -std::max(shift, over.depth + gap + thick / 2 - bar));
  box.put(under, margin + (wide - under.width) / 2,
          std::max(shift, under.height + gap + thick / 2 + bar));
  box.put_rule(0, bar - thick / 2, wide + 2 * margin, thick);
  box.width = wide + 2 * margin;
  box.atom = Atom::inner;
  const auto closed = [](const std::string& words) {
    return words.find(' ') == std::string::npos ? words : std::format("({})", words);
  };
  box.words = closed(over.words) + " / " + closed(under.words);
  return box;
}

Box Setter::root(Style style) {
  const Box inside = group(style.in_cramped());
  const float unit = em(style), thick = rule * unit,
              gap = (style.level == 0 ? 0.17f : 0.085f) * unit;
  const Box sign = grown(u'√', inside.height + inside.depth + gap + thick, style);
  const float top = -inside.height - std::max(gap, (gap + sign.height + sign.depth - inside.height -
                                                    inside.depth - thick) / 2);
  Box box;
  box.put(sign, 0, top - thick + sign.height);
  box.put(inside, sign.width, 0);
  box.put_rule(sign.width - 0.02f * unit, top - thick, inside.width + 0.04f * unit, thick);
  box.words = std::format("√({})", inside.words);
  return box;
}

Box Setter::accented(unsigned accent, Style style) {
  const Box base = group(style.in_cramped());
  const float unit = em(style);
  // Above the middle of a slanted letter, which leans to the right.
  const float middle = (base.width + base.overhang) / 2 + (base.slanted ? 0.09f * base.height : 0);
  Box box = base;
  if (accent == 0x304) {
    const float wide = std::max(base.width * 0.8f, 0.3f * unit);
    box.put_rule(middle - wide / 2, -base.height - 0.14f * unit, wide, rule * unit);
  } else {
    const Box sign = glyph(accent, style);
    const float wide = box.width;
    box.put(sign, middle - sign.width / 2, -std::max(0.0f, base.height - 0.5f * unit));
    box.width = wide;
  }
  box.words = base.words + utf8(accent);
  return box;
}

// The least of a sign's sizes that is so high; the largest where none is.
Box Setter::grown(unsigned code, float reach, Style style) {
  Box box = glyph(code, style);
  for (unsigned n = 1; box.height + box.depth < reach && n < 5; ++n) {
    const unsigned larger = 0xF000 + 256 * n + (code & 255);
    if (!theme_.math->IsGlyphInFont(static_cast<ImWchar>(larger))) break;
    box = glyph(larger, style);
  }
  box.words = utf8(code);
  return box;
}

Box Setter::between(Style style) {
  const auto fence = [&] {
    skip();
    unsigned code = 0;
    if (take("\\lVert") || take("\\rVert") || take("\\|")) return unsigned{u'‖'};
    if (take("\\lvert") || take("\\rvert")) return unsigned{'|'};
    if (!rest_.empty()) {
      code = static_cast<unsigned char>(rest_[0]);
      rest_.remove_prefix(1);
    }
    if (code == 0 || !std::string_view("()[]|.").contains(static_cast<char>(code)))
      fail("\\left and \\right take ( ) [ ] | \\lVert \\rVert or a point");
    return code;
  };
  const unsigned left = fence();
  const Box inside = row(style);
  if (!take("\\right")) fail("\\left without its \\right");
  const unsigned right = fence();
  if (!error_.empty()) return {};
  const float unit = em(style), middle = axis * unit;
  // TeX's: nine tenths of what is inside, or all but so much of it.
  const float half = std::max(inside.height - middle, inside.depth + middle);
  const float reach = std::max(2 * half * 0.9f, 2 * half - 0.5f * unit);
  Box box;
  const auto put = [&](unsigned code) {
    if (code == '.') return;
    const float x = box.width;
    if (code == '|' || code == u'‖') {
      const float high = std::max(reach, 0.95f * unit);
      for (int line = 0; line < (code == '|' ? 1 : 2); ++line) {
        const float at = x + (0.1f + 0.18f * static_cast<float>(line)) * unit;
        box.put_rule(at, -middle - high / 2, rule * unit, high);
        box.width = at + (rule + 0.1f) * unit;
      }
    } else {
      const Box sign = grown(code, reach, style);
      box.put(sign, x, (sign.height - sign.depth) / 2 - middle);
    }
    box.words += utf8(code);
  };
  put(left);
  box.put(inside, box.width, 0);
  box.words += inside.words;
  put(right);
  box.atom = Atom::inner;
  return box;
}

// ---- lines

// How well a line may end before each atom: after a wide gap best, before a relation, before an operator, 0: not at all,
// as within brackets.
std::vector<int> breaks(const std::vector<Box>& atoms) {
  std::vector<int> all;
  int depth = 0;
  const Box* before = nullptr;
  for (const Box& box : atoms) {
    depth += (box.atom == Atom::open) - (box.atom == Atom::close);
    const bool wide = before && before->atom == Atom::gap && before->words.size() > 1;
    const int worth = wide ? 3 : box.atom == Atom::rel ? 2 : box.atom == Atom::bin ? 1 : 0;
    all.push_back(before && depth == 0 ? worth : 0);
    before = &box;
  }
  return all;
}

// Parts of a line that are no wider, as far as it can be broken.
std::vector<Box> broken(const Setter& setter, std::vector<Box>& atoms, float width, float later) {
  std::vector<Box> parts;
  const std::vector<int> worth = breaks(atoms);
  for (size_t from = 0; from < atoms.size();) {
    const float room = parts.empty() ? width : width - later;
    size_t to = atoms.size();
    const auto fits = [&](size_t end) {
      return setter.joined(std::span(atoms).subspan(from, end - from), {}).width <= room;
    };
    if (!fits(to)) {
      size_t best = 0;
      int most = 0;
      for (size_t i = from + 1; i < atoms.size() && (best == 0 || fits(i)); ++i)
        if (worth[i] > 0 && worth[i] >= most) best = i, most = worth[i];
      if (best > 0) to = best;
    }
    parts.push_back(setter.joined(std::span(atoms).subspan(from, to - from), {}));
    from = to;
  }
  return parts;
}

}  // namespace

namespace {

// All lines at that em, below one another; broken where they are wider.
SetFormula laid(const Theme& theme, std::string_view tex, float em, float width) {
  Setter setter(theme, tex, em);
  std::vector<std::vector<Box>> lines = setter.lines();
  SetFormula set;
  set.error = setter.error();
  if (!set.error.empty()) {
    set.reading = tex;
    return set;
  }
  for (std::vector<Box>& line : lines) {
    if (!set.reading.empty()) set.reading += "; ";
    set.reading += setter.joined(line, {}).words;
    float x = 0;
    for (const Box& part : broken(setter, line, width, indent * em)) {
      const float y = set.size.y + (set.size.y > 0 ? 0.4f * em : 0) + part.height;
      if (set.size.y == 0) set.baseline = y;
      for (Mark mark : part.marks) mark.x += x, mark.y += y, set.marks.push_back(mark);
      set.size = {std::max(set.size.x, x + part.width), y + part.depth};
      x = indent * em;
    }
  }
  return set;
}

}  // namespace

SetFormula set_formula(const Theme& theme, std::string_view tex, float size, float width) {
  constexpr float any = 1e9f;
  if (width <= 0) width = any;
  const float wanted = std::round(size);
  // A little smaller rather than broken; broken rather than much smaller.
  for (float em = wanted; em >= 0.88f * wanted; --em) {
    SetFormula set = laid(theme, tex, em, any);
    if (!set.error.empty())
      set.size = theme.body->CalcTextSizeA(theme.body_size, any, width, tex.data(),
                                           tex.data() + tex.size());
    if (set.size.x <= width || !set.error.empty()) return set;
  }
  for (float em = wanted;; --em)
    if (SetFormula set = laid(theme, tex, em, width); set.size.x <= width || em <= least)
      return set;
}

void formula(const Context& context, ImVec2 at, const SetFormula& set, ImU32 colour) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (!set.error.empty())
    paint::paragraph(context, at, set.size.x + 1, set.reading, colour, context.theme.body_size);
  const float pixel = 1 / paint::device_scale();
  for (const Mark& mark : set.marks) {
    // Letters stand, and bars lie, on whole pixels, or they blur.
    const float x = at.x + mark.x, y = paint::snap(at.y + mark.y);
    if (mark.size == 0) {
      const ImVec2 corner{paint::snap(x), y};
      list.AddRectFilled(corner,
                         {corner.x + std::max(pixel, paint::snap(mark.width)),
                          y + std::max(pixel, paint::snap(mark.height))},
                         colour);
      continue;
    }
    ImFontBaked& baked = *context.theme.math->GetFontBaked(mark.size);
    const ImFontGlyph& glyph = *baked.FindGlyph(mark.code);
    if (!glyph.Visible) continue;
    const float scale = mark.size / baked.Size, top = y - IM_ROUND(baked.Ascent) * scale;
    list.PrimReserve(6, 4);
    list.PrimRectUV({x + glyph.X0 * scale, top + glyph.Y0 * scale},
                    {x + glyph.X1 * scale, top + glyph.Y1 * scale}, {glyph.U0, glyph.V0},
                    {glyph.U1, glyph.V1}, colour);
  }
}

}  // namespace hourglass::view
