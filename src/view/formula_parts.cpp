// Fractions, roots, accents and brackets that grow.
#include <algorithm>
#include <format>

#include "view/formula_setter.h"

namespace hourglass::view {

Box Setter::fraction(Style style) {
  const Style part = style.level == 0 ? style.text() : style.script();
  const Box over = group(part), under = group(part.in_cramped());
  const float unit = em(style), thick = rule * unit,
              gap = (style.level == 0 ? 0.12f : 0.068f) * unit;
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
  const float top =
      -inside.height -
      std::max(gap, (gap + sign.height + sign.depth - inside.height - inside.depth - thick) / 2);
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
    if (code == 0 ||
        std::string_view("()[]|.").find(static_cast<char>(code)) == std::string_view::npos)
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

}  // namespace hourglass::view
