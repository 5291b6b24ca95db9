// Letters, rows and scripts; what has parts of its own is in formula_parts.cpp. Distances are the font's own, from the
// table MATH of STIX Two Math, in ems; the rules are those of The TeXbook, appendix G.
#include "view/formula_setter.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <format>
#include <utility>

namespace hourglass::view {

namespace {

constexpr float script_scale = 0.72f;
constexpr float mu = 1.0f / 18;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Between two atoms, in eighteenths of an em; within scripts only what stands around operators stays.
float distance(Atom left, Atom right, bool script) {
  const auto either = [&](Atom atom) { return left == atom || right == atom; };
  if (left == Atom::open || right == Atom::close) return 0;
  if (left == Atom::punct) return script ? 0 : 3;
  if (right == Atom::punct) return left == Atom::inner && !script ? 3 : 0;
  if (either(Atom::rel)) return script || left == right ? 0 : 5;
  if (either(Atom::bin)) return script ? 0 : 4;
  if (right == Atom::open) return left == Atom::inner && !script ? 3 : 0;
  if (either(Atom::op)) return 3;
  return either(Atom::inner) && !script ? 3 : 0;
}

// "x²", "xᵢ" where there is such a character, else x^{…}.
std::string script_words(const std::string& words, bool raised) {
  constexpr std::string_view plain[] = {"0", "1", "2", "3", "i"}, up[] = {"⁰", "¹", "²", "³", "ⁱ"},
                             down[] = {"₀", "₁", "₂", "₃", "ᵢ"};
  const auto* found = std::ranges::find(plain, words);
  if (found != std::end(plain)) return std::string((raised ? up : down)[found - plain]);
  const std::string sign = raised ? "^" : "_";
  return words.size() < 4 ? sign + words : std::format("{}({})", sign, words);
}

// Whether words stand apart where they are read: around what relates, after commas, functions and scripts.
bool parted(const Box& left, const Box& right) {
  const auto either = [&](Atom atom) { return left.atom == atom || right.atom == atom; };
  if (left.atom == Atom::open || right.atom == Atom::close || right.atom == Atom::punct)
    return false;
  if (either(Atom::bin) || either(Atom::rel) || left.atom == Atom::punct) return true;
  if (right.words.starts_with('(') || right.words.starts_with('[')) return false;
  return either(Atom::op) || left.words.find_first_of("_^/") != std::string::npos;
}

}  // namespace

std::string utf8(unsigned code) {
  char text[5];
  ImTextCharToUtf8(text, code);
  return text;
}

// Lines end at \\ and at the end.
std::vector<std::vector<Box>> Setter::lines() {
  std::vector<std::vector<Box>> all;
  do all.push_back(atoms({}));
  while (take("\\\\"));
  if (!rest_.empty()) fail(rest_[0] == '}' ? "a } too many" : "\\right without its \\left");
  return all;
}

// The first error stays, and ends it all.
void Setter::fail(std::string_view what) {
  if (error_.empty()) error_ = std::format("formula: {}", what);
  rest_ = {};
}

bool Setter::take(std::string_view word) {
  if (!rest_.starts_with(word)) return false;
  rest_.remove_prefix(word.size());
  return true;
}

void Setter::skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }

// Its name: letters, or one other sign.
std::string_view Setter::command() {
  size_t length = 0;
  while (length < rest_.size() && is_letter(rest_[length])) ++length;
  const std::string_view name = rest_.substr(0, std::max<size_t>(length, 1));
  rest_.remove_prefix(name.size());
  return name;
}

// Whole, as the atlas has it.
float Setter::em(Style style) const {
  const float scale = style.level < 2 ? 1 : style.level == 2 ? script_scale : script_scale * 0.8f;
  return std::max(std::round(size_ * scale), std::min(least_letters, size_));
}

Box Setter::row(Style style) {
  std::vector<Box> all = atoms(style);
  return joined(all, style);
}

Box Setter::glyph(unsigned code, Style style, Atom atom) {
  Box box;
  const auto wanted = static_cast<ImWchar>(code);
  if (!theme_.math->IsGlyphInFont(wanted)) {
    fail(std::format("{} is not in this alphabet of the font",
                     utf8(code < 0xE000 ? code : code & 0x3FF)));
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
  rest_.remove_prefix(
      static_cast<size_t>(ImTextCharFromUtf8(&code, rest_.data(), rest_.data() + rest_.size())));
  if (code == '-') code = u'−';
  for (const Sign& sign : signs)
    if (sign.code == code) return character(code, style, sign.atom);
  return character(code, style);
}

Box Setter::named(Style style) {
  const std::string_view name = command();
  Box box;
  box.atom = Atom::gap;
  constexpr std::pair<std::string_view, float> gaps[] = {{",", 3},  {":", 4},     {";", 5},
                                                         {"!", -3}, {"quad", 18}, {"qquad", 36}};
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
    if (box.atom == Atom::bin &&
        (before == Atom::bin || before == Atom::op || before == Atom::rel || before == Atom::open ||
         before == Atom::punct))
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
      if (before && !all.words.ends_with(' ') && parted(*before, box)) all.words += ' ';
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

}  // namespace hourglass::view
