#include "view/vectors.h"

#include <imgui_internal.h>  // the glyphs of the font atlas

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "export/svg.h"

namespace hourglass::view {

namespace {

// Inter's line, from ascent to descent, which ImGui calls a font's size: ems.
constexpr float line_of_em = 1.21F;
constexpr float near_enough = 0.02F;  // logical pixels

SvgPoint point(ImVec2 p) { return {p.x, p.y}; }
float distance(SvgPoint a, SvgPoint b) { return std::hypot(a.x - b.x, a.y - b.y); }
bool same(SvgPoint a, SvgPoint b) { return distance(a, b) < near_enough; }
SvgPoint middle(ImVec2 a, ImVec2 b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

SvgColour colour_of(ImU32 c) {
  return {static_cast<uint8_t>(c >> IM_COL32_R_SHIFT), static_cast<uint8_t>(c >> IM_COL32_G_SHIFT),
          static_cast<uint8_t>(c >> IM_COL32_B_SHIFT), static_cast<uint8_t>(c >> IM_COL32_A_SHIFT)};
}

struct Circle {
  SvgPoint centre;
  float radius;
};

// Of a polygon all around it, or none.
std::optional<Circle> circle_of(std::span<const SvgPoint> p) {
  const size_t n = p.size();
  if (n < 6) return {};
  // Through three of its corners.
  const SvgPoint a = p[0], b = p[n / 3], c = p[2 * n / 3];
  const float d = 2 * (a.x * (b.y - c.y) + b.x * (c.y - a.y) + c.x * (a.y - b.y));
  if (std::abs(d) < 1e-3F) return {};
  const auto square = [&](SvgPoint q) {
    return (q.x - a.x) * (q.x - a.x) + (q.y - a.y) * (q.y - a.y);
  };
  const SvgPoint centre{a.x + (square(b) * (c.y - a.y) - square(c) * (b.y - a.y)) / d,
                        a.y + (square(c) * (b.x - a.x) - square(b) * (c.x - a.x)) / d};
  const float radius = distance(centre, a);
  for (size_t i = 0; i < n; ++i)
    if (std::abs(distance(centre, p[i]) - radius) > near_enough + 0.005F * radius ||
        distance(p[i], p[(i + 1) % n]) > 1.3F * radius)
      return {};
  return Circle{centre, radius};
}

bool upright(std::span<const SvgPoint> p) {
  for (size_t i = 0; i < 4; ++i)
    if (std::abs(p[i].x - p[(i + 1) % 4].x) > near_enough &&
        std::abs(p[i].y - p[(i + 1) % 4].y) > near_enough)
      return false;
  return true;
}

// A letter of the font atlas, found by its place there.
struct Letter {
  const ImFontGlyph* glyph;
  ImFontBaked* font;
};
using Letters = std::map<std::pair<float, float>, Letter>;

Letters letters_of(ImFontAtlas& atlas) {
  Letters all;
  auto& fonts = atlas.Builder->BakedPool;
  for (int i = 0; i < fonts.Size; ++i) {
    ImFontBaked& font = fonts[i];
    if (font.WantDestroy) continue;
    for (const ImFontGlyph& glyph : font.Glyphs)
      if (glyph.Visible) all[{glyph.U0, glyph.V0}] = {&glyph, &font};
  }
  return all;
}

// What is drawn one piece after the other is gathered, and written where something else begins.
class Translator {
 public:
  Translator(Svg& svg, const Theme& theme, ImVec2 from, ImVec2 to)
      : svg_(svg),
        theme_(theme),
        from_(from),
        to_(to),
        letters_(letters_of(*ImGui::GetIO().Fonts)) {}

  void add(const ImDrawList&);

 private:
  using Fan = std::vector<ImDrawVert>;

  void clip(ImVec2 low, ImVec2 high);
  void add(const Fan&, const ImTextureData*);
  bool add_letter(const Fan&);
  bool add_piece(const Fan&);
  void add_shape(const Fan&);
  void add_picture(const Fan&, const ImTextureData&);
  void add_shade(const Fan&);
  void flush();

  Svg& svg_;
  const Theme& theme_;
  ImVec2 from_, to_;
  Letters letters_;
  std::optional<std::pair<SvgPoint, SvgPoint>> clipped_;

  ImU32 colour_ = 0;  // of what is gathered
  std::string words_;
  const ImFontBaked* font_ = nullptr;
  SvgPoint start_;  // of the words: on their base line
  float pen_ = 0, letters_size_ = 0;
  std::vector<SvgPoint> line_;
  float width_ = 0;  // of the line
  std::vector<std::vector<SvgPoint>> shapes_;
};

void Translator::add(const ImDrawList& list) {
  Fan fan;
  for (const ImDrawCmd& command : list.CmdBuffer) {
    if (command.UserCallback || command.ElemCount == 0) continue;
    clip({command.ClipRect.x, command.ClipRect.y}, {command.ClipRect.z, command.ClipRect.w});
    const ImDrawIdx* const index = &list.IdxBuffer[static_cast<int>(command.IdxOffset)];
    const ImDrawVert* const corners = &list.VtxBuffer[static_cast<int>(command.VtxOffset)];
    for (uint32_t i = 0; i + 2 < command.ElemCount;) {
      const ImDrawIdx first = index[i];
      ImDrawIdx last = index[i + 2];
      fan = {corners[first], corners[index[i + 1]], corners[last]};
      for (i += 3; i + 2 < command.ElemCount && index[i] == first && index[i + 1] == last; i += 3) {
        last = index[i + 2];
        fan.push_back(corners[last]);
      }
      add(fan, command.TexRef._TexData);
    }
  }
  flush();
}

void Translator::clip(ImVec2 low, ImVec2 high) {
  const SvgPoint a{std::max(low.x, from_.x), std::max(low.y, from_.y)},
      b{std::min(high.x, to_.x), std::min(high.y, to_.y)};
  if (clipped_ && same(clipped_->first, a) && same(clipped_->second, b)) return;
  flush();
  clipped_ = {a, b};
  if (same(a, point(from_)) && same(b, point(to_)))
    svg_.no_clip();
  else
    svg_.clip(a, {std::max(a.x, b.x), std::max(a.y, b.y)});
}

void Translator::add(const Fan& fan, const ImTextureData* texture) {
  const bool quad = fan.size() == 4;
  const bool textured = quad && (fan[0].uv.x != fan[2].uv.x || fan[0].uv.y != fan[2].uv.y);
  if (textured) {
    if (add_letter(fan)) return;
    if (texture && texture->Pixels && texture->Format == ImTextureFormat_RGBA32 &&
        texture != ImGui::GetIO().Fonts->TexData)
      add_picture(fan, *texture);
    return;
  }
  const bool plain =
      std::ranges::all_of(fan, [&](const ImDrawVert& v) { return v.col == fan[0].col; });
  if (quad && !plain) return add_shade(fan);
  if (quad && add_piece(fan)) return;
  add_shape(fan);
}

bool Translator::add_letter(const Fan& fan) {
  const auto found = letters_.find({fan[0].uv.x, fan[0].uv.y});
  if (found == letters_.end()) return false;
  const ImFontGlyph& glyph = *found->second.glyph;
  ImFontBaked& font = *found->second.font;
  const float scale = (fan[2].pos.x - fan[0].pos.x) / (glyph.X1 - glyph.X0);
  const float pen = fan[0].pos.x - glyph.X0 * scale;
  const float base = fan[0].pos.y + (font.Ascent - glyph.Y0) * scale;
  const float gap = pen - pen_, space = font.GetCharAdvance(' ') * scale;
  const bool spaced = std::abs(gap - space) < 0.8F;
  const bool joins = !words_.empty() && font_ == &font && colour_ == fan[0].col &&
                     std::abs(base - start_.y) < 0.5F && (spaced || std::abs(gap) < 0.8F);
  if (!joins) {
    flush();
    font_ = &font;
    colour_ = fan[0].col;
    start_ = {pen, base};
    letters_size_ = font.Size * scale / line_of_em;
  } else if (spaced) {
    words_ += ' ';
  }
  char bytes[5];
  ImTextCharToUtf8(bytes, glyph.Codepoint);
  words_ += bytes;
  pen_ = pen + glyph.AdvanceX * scale;
  return true;
}

// A quad that is a rectangle, of any direction: a piece of a line from one end's middle to the other's.
bool Translator::add_piece(const Fan& fan) {
  const ImVec2 a = fan[0].pos, b = fan[1].pos, c = fan[2].pos, d = fan[3].pos;
  const SvgPoint first = middle(a, d), last = middle(b, c);
  const float width = distance(point(a), point(d)), length = distance(first, last);
  const float lean = (b.x - a.x) * (d.x - a.x) + (b.y - a.y) * (d.y - a.y);
  if (std::abs(distance(point(b), point(c)) - width) > near_enough ||
      std::abs(lean) > near_enough * width * std::max(length, 1.0F))
    return false;
  const bool joins = !line_.empty() && colour_ == fan[0].col &&
                     std::abs(width - width_) < near_enough && same(line_.back(), first);
  if (!joins) {
    flush();
    line_ = {first};
    colour_ = fan[0].col;
    width_ = width;
  }
  line_.push_back(last);
  return true;
}

void Translator::add_shape(const Fan& fan) {
  std::vector<SvgPoint> outline;
  for (const ImDrawVert& v : fan) outline.push_back(point(v.pos));
  const auto shared = [&](const std::vector<SvgPoint>& other) {
    return std::ranges::count_if(outline, [&](SvgPoint p) {
      return std::ranges::any_of(other, [&](SvgPoint q) { return same(p, q); });
    });
  };
  if (shapes_.empty() || colour_ != fan[0].col || shared(shapes_.back()) < 2) flush();
  colour_ = fan[0].col;
  shapes_.push_back(std::move(outline));
}

void Translator::add_shade(const Fan& fan) {
  flush();
  const bool down = fan[0].col == fan[1].col;
  svg_.shade(point(fan[0].pos), point(fan[2].pos), colour_of(fan[0].col), colour_of(fan[2].col),
             down);
}

void Translator::add_picture(const Fan& fan, const ImTextureData& texture) {
  flush();
  const auto texel = [](float share, int size) {
    return static_cast<size_t>(
        std::clamp(static_cast<int>(std::lround(share * static_cast<float>(size))), 0, size));
  };
  const size_t x0 = texel(fan[0].uv.x, texture.Width), x1 = texel(fan[2].uv.x, texture.Width),
               y0 = texel(fan[0].uv.y, texture.Height), y1 = texel(fan[2].uv.y, texture.Height);
  if (x1 <= x0 || y1 <= y0) return;
  const SvgColour tint = colour_of(fan[0].col);
  Picture picture{static_cast<uint32_t>(x1 - x0), static_cast<uint32_t>(y1 - y0), 4, {}};
  bool opaque = true;
  for (size_t y = y0; y < y1; ++y)
    for (size_t x = x0; x < x1; ++x) {
      const unsigned char* const from =
          texture.Pixels + 4 * (y * static_cast<size_t>(texture.Width) + x);
      for (size_t c = 0; c < 3; ++c)
        picture.pixels.push_back(static_cast<uint8_t>(from[c] * tint[c] / 255));
      picture.pixels.push_back(from[3]);
      opaque = opaque && from[3] == 255;
    }
  if (opaque) {
    std::vector<uint8_t> colours;
    for (size_t i = 0; i < picture.pixels.size(); i += 4)
      colours.insert(colours.end(), &picture.pixels[i], &picture.pixels[i] + 3);
    picture.pixels = std::move(colours);
    picture.channels = 3;
  }
  svg_.picture(point(fan[0].pos), point(fan[2].pos), picture, static_cast<float>(tint[3]) / 255);
}

void Translator::flush() {
  const SvgColour colour = colour_of(colour_);
  if (!words_.empty())
    svg_.text(start_, words_, colour,
              {.size = letters_size_,
               .length = pen_ - start_.x,
               .semibold = font_->ContainerFont == theme_.heading});
  if (!line_.empty()) {
    const bool closed = line_.size() > 3 && same(line_.front(), line_.back());
    if (closed) line_.pop_back();
    const std::optional<Circle> circle = closed ? circle_of(line_) : std::nullopt;
    const SvgPoint a = line_[0], b = line_[1];
    const bool level = std::abs(a.y - b.y) < near_enough, plumb = std::abs(a.x - b.x) < near_enough;
    if (circle)
      svg_.ring(circle->centre, circle->radius, colour, width_);
    else if (closed && line_.size() == 4 && level && a.x < b.x && upright(line_))
      svg_.frame(a, line_[2], colour, width_);
    else if (line_.size() == 2 && width_ > 2.5F && (level || plumb)) {
      const float half = width_ / 2, across = level ? 0 : half, along = level ? half : 0;
      svg_.rect({std::min(a.x, b.x) - across, std::min(a.y, b.y) - along},
                {std::max(a.x, b.x) + across, std::max(a.y, b.y) + along}, colour);
    } else
      svg_.line(line_, closed, colour, width_);
  }
  if (!shapes_.empty()) {
    const std::optional<Circle> circle =
        shapes_.size() == 1 ? circle_of(shapes_.front()) : std::nullopt;
    const std::vector<std::span<const SvgPoint>> outlines(shapes_.begin(), shapes_.end());
    if (circle)
      svg_.disc(circle->centre, circle->radius, colour);
    else
      svg_.shape(outlines, colour);
  }
  words_.clear();
  line_.clear();
  shapes_.clear();
}

}  // namespace

Unsmoothed::Unsmoothed()
    : abilities_(ImGui::GetIO().BackendFlags),
      lines_(ImGui::GetStyle().AntiAliasedLines),
      fill_(ImGui::GetStyle().AntiAliasedFill),
      circle_error_(ImGui::GetStyle().CircleTessellationMaxError) {
  ImGuiStyle& style = ImGui::GetStyle();
  style.AntiAliasedLines = style.AntiAliasedFill = false;
  style.CircleTessellationMaxError = 0.1F;
  // No graphics card counts the corners of what is not shown.
  ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
}

Unsmoothed::~Unsmoothed() {
  ImGui::GetIO().BackendFlags = abilities_;
  ImGuiStyle& style = ImGui::GetStyle();
  style.AntiAliasedLines = lines_;
  style.AntiAliasedFill = fill_;
  style.CircleTessellationMaxError = circle_error_;
}

std::string as_svg(std::span<const ImDrawList* const> lists, ImVec2 from, ImVec2 to, float scale,
                   const Theme& theme, std::string_view title) {
  Svg svg(point(from), point(to), scale, title);
  svg.rect(point(from), point(to), colour_of(theme.card));
  Translator translator(svg, theme, from, to);
  for (const ImDrawList* list : lists) translator.add(*list);
  return svg.finish();
}

}  // namespace hourglass::view
