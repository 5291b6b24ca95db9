// Text, chips, buttons and sliders drawn straight into the window's draw list.
#include "view/paint.h"

#include <algorithm>
#include <cmath>

#include "share/texts.h"
#include "view/focus.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view::paint {

namespace {

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }
const char* begin(std::string_view s) { return s.data(); }
const char* end(std::string_view s) { return s.data() + s.size(); }

// The part of an ImGui label that is seen, before ##; the whole is its name, in English.
std::string_view seen(std::string_view label) { return tr(label.substr(0, label.find("##"))); }

}  // namespace

float device_scale() {
  const float scale = ImGui::GetIO().DisplayFramebufferScale.x;
  return scale > 0 ? scale : 1.0f;
}

float snap(float x) {
  const float scale = device_scale();
  return std::floor(x * scale + 0.5f) / scale;
}

ImVec2 snap(ImVec2 p) { return {snap(p.x), snap(p.y)}; }

ImVec2 inside(ImVec2 place, ImVec2 low, ImVec2 high, float margin) {
  const auto kept = [margin](float at, float from, float to) {
    return from + margin > to - margin ? (from + to) / 2
                                       : std::clamp(at, from + margin, to - margin);
  };
  return {kept(place.x, low.x, high.x), kept(place.y, low.y, high.y)};
}

ImVec2 text_size(const Context& context, float size, std::string_view words) {
  words = tr(words);
  return context.theme.body->CalcTextSizeA(size, 1e9f, 0, begin(words), end(words));
}

void text(const Context& context, ImVec2 at, std::string_view words, ImU32 colour, float size,
          float align) {
  if (words.empty()) return;
  words = tr(words);
  if (align != 0) at.x -= align * paint::text_size(context, size, words).x;
  list().AddText(context.theme.body, size, snap(at), colour, begin(words), end(words));
}

void caption(const Context& context, ImVec2 at, std::string_view words, float align) {
  text(context, at, words, context.theme.muted, context.theme.caption_size, align);
}

float paragraph(const Context& context, ImVec2 at, float width, std::string_view words,
                ImU32 colour, float size) {
  words = tr(words);
  list().AddText(context.theme.body, size, snap(at), colour, begin(words), end(words), width);
  return context.theme.body->CalcTextSizeA(size, 1e9f, width, begin(words), end(words)).y;
}

std::string fitted(const Context& context, std::string_view words, float size, float width) {
  words = tr(words);
  if (paint::text_size(context, size, words).x <= width) return std::string(words);
  for (size_t length = words.size(); length > 0; --length) {
    // Never within a character of several bytes.
    if (length < words.size() && (static_cast<unsigned char>(words[length]) & 0xC0u) == 0x80u)
      continue;
    const std::string cut = std::string(words.substr(0, length)) + "…";
    if (paint::text_size(context, size, cut).x <= width) return cut;
  }
  return {};
}

float pill_width(const Context& context, const char* label) {
  const float wide = paint::text_size(context, context.theme.caption_size + 1, seen(label)).x +
                     (context.touch ? 28.0f : 20.0f);
  return std::ceil(std::max(wide, context.touch ? 44.0f : 26.0f));
}

bool pill(const Context& context, const char* label, ImVec2 at, float width, bool on,
          const char* words) {
  const Theme& theme = context.theme;
  const float height = target(context);
  ImGui::SetCursorScreenPos(at);
  const bool clicked = press_area(label, {width, height});
  const bool hovered = ImGui::IsItemHovered() && !context.touch, held = ImGui::IsItemActive();
  const std::string_view whole(label);
  const size_t name = whole.find("##");
  context.note("views." + std::string(name == whole.npos ? whole : whole.substr(name + 2)));
  if (words) hint(context, words);
  // What is touched is higher than what is seen.
  const float inset = context.touch ? 5.0f : 1.0f;
  const ImVec2 low = snap({at.x, at.y + inset}), high = snap({at.x + width, at.y + height - inset});
  ImU32 ground = on ? mix(theme.card, theme.second, theme.dark ? 0.30f : 0.16f) : theme.card;
  if (hovered || held) ground = mix(ground, theme.text, held ? 0.12f : 0.06f);
  list().AddRectFilled(low, high, ground, rounding);
  list().AddRect(low, high, on ? mix(theme.line, theme.second, 0.6f) : theme.line, rounding);
  const float size = theme.caption_size + 1;
  const ImVec2 wide = paint::text_size(context, size, seen(label));
  text(context, {(low.x + high.x - wide.x) / 2, (low.y + high.y - wide.y) / 2}, seen(label),
       on || hovered ? theme.text : theme.muted, size);
  return clicked;
}

Row::Row(const Context& context, ImVec2 at, float width)
    : context_(context),
      start_(at.x),
      x_(at.x),
      y_(at.y),
      right_(at.x + width),
      height_(target(context)) {}

ImVec2 Row::take(float width) {
  if (x_ > start_ && x_ + width > right_ + 0.5f) {
    x_ = start_;
    y_ += height_ + 4;
  }
  const ImVec2 at{x_, y_};
  x_ += width + 6;
  return at;
}

bool Row::chip(const char* label, bool on, const char* words) {
  const float width = pill_width(context_, label);
  return pill(context_, label, take(width), width, on, words);
}

bool Row::button(const char* label, const char* words) { return chip(label, false, words); }

bool Row::arrow(const char* id, int direction, const char* words) {
  const float width = context_.touch ? 44.0f : 26.0f;
  const ImVec2 at = take(width);
  const bool clicked = pill(context_, id, at, width, false, words);
  const ImVec2 middle{at.x + width / 2, at.y + height_ / 2};
  const float d = static_cast<float>(direction);
  const ImVec2 tip{middle.x + 3.5f * d, middle.y};
  const ImVec2 upper{middle.x - 2.5f * d, middle.y - 4.5f * d};
  const ImVec2 lower{middle.x - 2.5f * d, middle.y + 4.5f * d};
  list().AddTriangleFilled(upper, tip, lower, context_.theme.text);
  return clicked;
}

void Row::label(std::string_view words, ImU32 colour) {
  const float size = context_.theme.caption_size + 1;
  const ImVec2 wide = paint::text_size(context_, size, words);
  const ImVec2 at = take(wide.x);
  text(context_, {at.x, at.y + (height_ - wide.y) / 2}, words, colour, size);
}

bool slider(const Context& context, const char* id, ImVec2 at, float width, float& value, float low,
            float high) {
  const Theme& theme = context.theme;
  const float height = target(context), knob = context.touch ? 12.0f : 8.0f;
  ImGui::SetCursorScreenPos(at);
  press_area(id, {std::max(width, 1.0f), height});
  const bool hovered = ImGui::IsItemHovered(), held = dragged();
  const float start = at.x + knob, length = std::max(1.0f, width - 2 * knob);
  bool moved = false;
  const float way = arrows(false).x;
  if (held || way != 0) {
    const float t = held ? (ImGui::GetIO().MousePos.x - start) / length
                         : (value - low) / (high - low) + 0.02f * way;
    const float next = low + (high - low) * std::clamp(t, 0.0f, 1.0f);
    moved = next != value;
    value = next;
  }
  const float t = std::clamp((value - low) / (high - low), 0.0f, 1.0f);
  const ImVec2 from{start, at.y + height / 2}, to{start + length, from.y};
  const ImVec2 centre{start + t * length, from.y};
  list().AddLine(from, to, mix(theme.line, theme.muted, 0.3f), 3);
  list().AddLine(from, centre, theme.accent, 3);
  list().AddCircleFilled(centre, knob, theme.card);
  list().AddCircleFilled(centre, knob - 1.5f, hovered || held ? theme.text : theme.accent);
  return moved;
}

void plate(const Context& context, ImVec2 at, ImVec2 size, float opacity) {
  const ImVec2 low = snap(at), high = snap({at.x + size.x, at.y + size.y});
  list().AddRectFilled(low, high, fade(context.theme.card, opacity), rounding);
  list().AddRect(low, high, mix(context.theme.line, context.theme.muted, 0.3f), rounding);
}

void arrow(ImDrawList& list, ImVec2 from, ImVec2 to, ImU32 colour) {
  const float dx = to.x - from.x, dy = to.y - from.y, length = std::hypot(dx, dy);
  if (!(length > 1.5f)) {
    list.AddCircleFilled(from, 1.2f, colour);
    return;
  }
  const float head = std::min(5.0f, length * 0.5f), ux = dx / length, uy = dy / length;
  list.AddLine(from, {to.x - ux * head * 0.5f, to.y - uy * head * 0.5f}, colour, 1.4f);
  list.AddTriangleFilled(
      to, {to.x - ux * head - uy * head * 0.5f, to.y - uy * head + ux * head * 0.5f},
      {to.x - ux * head + uy * head * 0.5f, to.y - uy * head - ux * head * 0.5f}, colour);
}

void hint(const Context& context, const char* words) { tooltip(context, words); }

void empty(const Context& context, ImVec2 at, ImVec2 size, std::string_view words) {
  words = tr(words);
  const float width = std::min(size.x - 16, 320.0f), letters = context.theme.caption_size + 1;
  const ImVec2 wide =
      context.theme.body->CalcTextSizeA(letters, 1e9f, width, begin(words), end(words));
  paragraph(context, {at.x + (size.x - wide.x) / 2, at.y + (size.y - wide.y) / 2}, width, words,
            context.theme.muted, letters);
}

}  // namespace hourglass::view::paint
