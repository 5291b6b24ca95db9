// Lines of boxes (formula_setter.h): where they are broken, and how they are drawn.
#include "view/formula.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "share/embedded.h"
#include "view/formula_setter.h"
#include "view/paint.h"

namespace hourglass::view {

namespace {

constexpr float indent = 1.2f;  // of what a broken line goes on with, ems

// Whether a line may end before each atom: 2 after a wide gap, 1 before relations and operators, 0 elsewhere, as within
// brackets.
std::vector<int> breaks(const std::vector<Box>& atoms) {
  std::vector<int> all;
  int depth = 0;
  const Box* before = nullptr;
  for (const Box& box : atoms) {
    depth += (box.atom == Atom::open) - (box.atom == Atom::close);
    const bool wide = before && before->atom == Atom::gap && before->words.size() > 1;
    const bool sign = box.atom == Atom::rel || box.atom == Atom::bin;
    all.push_back(before && depth == 0 ? (wide ? 2 : sign ? 1 : 0) : 0);
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
      size_t best = from;
      for (size_t i = from + 1; i < atoms.size() && (best == from || fits(i)); ++i)
        if (worth[i] > 0 && (worth[i] > 1 || worth[best] < 2)) best = i;
      if (best > from) to = best;
    }
    parts.push_back(setter.joined(std::span(atoms).subspan(from, to - from), {}));
    from = to;
  }
  return parts;
}

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
      for (SetFormula::Mark mark : part.marks) mark.x += x, mark.y += y, set.marks.push_back(mark);
      set.size = {std::max(set.size.x, x + part.width), y + part.depth};
      x = indent * em;
    }
  }
  return set;
}

}  // namespace

SetFormula set_formula(const Theme& theme, std::string_view tex, float size, float width) {
  constexpr float any = 1e9f;
  if (!theme.math) {  // it comes with a later frame
    theme.math_wanted = true;
    SetFormula none;
    none.size.y = 1.4f * size;
    none.reading = tex;
    return none;
  }
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
    if (SetFormula set = laid(theme, tex, em, width); set.size.x <= width || em <= least_letters)
      return set;
}

bool awaits_formulas(const Context& context) {
  if (context.theme.math) return false;
  context.theme.math_wanted = true;
  if (embedded::fonts_failed()) return false;
  if (context.wishes) context.wishes->moving = true;
  return true;
}

void formula(const Context& context, ImVec2 at, const SetFormula& set, ImU32 colour) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (!set.error.empty())
    paint::paragraph(context, at, set.size.x + 1, set.reading, colour, context.theme.body_size);
  const float pixel = 1 / paint::device_scale();
  for (const SetFormula::Mark& mark : set.marks) {
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
