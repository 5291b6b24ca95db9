// Words, cards, buttons and tabs. Sliders, lists and fields are in inputs.cpp.
#include "view/widgets.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <format>

#include "share/texts.h"
#include "view/focus.h"
#include "view/formula.h"

namespace hourglass::view {

namespace {

ImFont* font_of(const Context& context, Weight weight) {
  return weight == Weight::semibold ? context.theme.heading : context.theme.body;
}

const char* end_of(std::string_view text) { return text.data() + text.size(); }

}  // namespace

float control_height(const Context& context) { return context.touch ? 44 : 28; }
bool by_finger(const Context& context) {
  return context.touch || ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen;
}

// ---- words

ImVec2 text_size(const Context& context, std::string_view text, float size, Weight weight) {
  text = tr(text);
  ImGui::PushFont(font_of(context, weight), size);
  const ImVec2 extent = ImGui::CalcTextSize(text.data(), end_of(text));
  ImGui::PopFont();
  return extent;
}

void draw_text(const Context& context, ImVec2 at, std::string_view text, ImU32 colour, float size,
               Weight weight, float width) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  ImGui::PushFont(font_of(context, weight), size);
  text = tr(text);
  std::string shortened;
  if (width > 0 && ImGui::CalcTextSize(text.data(), end_of(text)).x > width) {
    shortened = text;
    do {
      // Whole characters: bytes 10xxxxxx continue the one before.
      while (!shortened.empty() && (shortened.back() & 0xC0) == 0x80) shortened.pop_back();
      if (!shortened.empty()) shortened.pop_back();
    } while (!shortened.empty() && ImGui::CalcTextSize((shortened + "…").c_str()).x > width);
    text = shortened += "…";
  }
  // Letters sit on whole pixels in height, or they blur.
  list.AddText({at.x, std::round(at.y)}, colour, text.data(), end_of(text));
  ImGui::PopFont();
}

void label(const Context& context, std::string_view text) {
  text = tr(text);
  ImGui::PushFont(context.theme.body, context.theme.body_size);
  ImGui::TextUnformatted(text.data(), end_of(text));
  ImGui::PopFont();
}

void caption(const Context& context, std::string_view text, float width) {
  text = tr(text);
  ImGui::PushFont(context.theme.body, context.theme.caption_size);
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.muted);
  ImGui::PushTextWrapPos(width > 0 ? ImGui::GetCursorPosX() + width : 0);
  ImGui::TextUnformatted(text.data(), end_of(text));
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

void heading(const Context& context, std::string_view text, std::string_view aside, float margin) {
  const Theme& theme = context.theme;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float whole = ImGui::GetContentRegionAvail().x, width = whole - margin;
  const float height = 24;
  const float text_width = text_size(context, text, theme.heading_size, Weight::semibold).x;
  draw_text(context, {at.x, at.y + (height - theme.heading_size) / 2 - 2}, text, theme.text,
            theme.heading_size, Weight::semibold);
  if (!aside.empty()) {
    const float room = width - text_width - 12;
    const float needed = std::min(room, text_size(context, aside, theme.caption_size).x);
    if (room > 40) {
      draw_text(context, {at.x + width - needed, at.y + (height - theme.caption_size) / 2 - 0.5F},
                aside, theme.muted, theme.caption_size, Weight::regular, room);
    }
  }
  ImGui::Dummy({whole, height});
}

void tooltip(const Context& context, std::string_view text, std::string_view tex) {
  if (context.touch || !ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) return;
  if (!tex.empty() && awaits_formulas(context)) return;
  text = tr(text);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {10, 8});
  if (ImGui::BeginTooltip()) {
    ImGui::PushFont(context.theme.body, context.theme.caption_size + 1);
    ImGui::PushTextWrapPos(300);
    ImGui::TextUnformatted(text.data(), end_of(text));
    ImGui::PopTextWrapPos();
    ImGui::PopFont();
    if (!tex.empty()) {
      const SetFormula set = set_formula(context.theme, tex, context.theme.body_size, 300);
      formula(context, ImGui::GetCursorScreenPos(), set, context.theme.text);
      ImGui::Dummy(set.size);
    }
    ImGui::EndTooltip();
  }
  ImGui::PopStyleVar();
}

// ---- cards

bool begin_card(const Context& context, const char* id, ImVec2 at, ImVec2 size, bool scrolls) {
  (void)context;
  ImGui::SetCursorScreenPos(at);
  ImGuiWindowFlags flags = ImGuiWindowFlags_None;
  if (!scrolls) flags |= ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;
  return ImGui::BeginChild(id, size, ImGuiChildFlags_Borders | ImGuiChildFlags_NavFlattened, flags);
}

void end_card(const Context& context) {
  touch_scroll(context);
  ImGui::EndChild();
}

void touch_scroll(const Context& context) {
  if (!by_finger(context) || ImGui::GetScrollMaxY() <= 0) return;
  ImGuiStorage& storage = *ImGui::GetStateStorage();
  const ImGuiID scrolling = ImGui::GetID("##touch-scroll");
  const ImGuiIO& io = ImGui::GetIO();
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    storage.SetBool(scrolling, false);
    return;
  }
  if (!storage.GetBool(scrolling)) {
    const ImVec2 drag = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 10);
    const ImVec2 from = io.MouseClickedPos[0];
    const ImRect inside = ImGui::GetCurrentWindow()->InnerRect;
    if (!inside.Contains(from) || std::abs(drag.y) <= std::abs(drag.x)) return;
    // The finger came to scroll: what it touched first lets go and counts no click.
    ImGui::ClearActiveID();
    storage.SetBool(scrolling, true);
  }
  ImGui::SetScrollY(ImGui::GetScrollY() - io.MouseDelta.y);
}

// ---- buttons and tabs

bool press_area(const char* id, ImVec2 size) {
  return ImGui::InvisibleButton(id, size, ImGuiButtonFlags_EnableNav);
}

bool press_in_row(const Context& context, std::string_view row, uint32_t i, uint32_t first,
                  ImVec2 size) {
  const std::string name = std::format("{}.{}", row, i);
  const bool within = context.ring.starts_with(std::string(row) + ".");
  ImGui::PushItemFlag(ImGuiItemFlags_NoTabStop, within ? context.ring != name : i != first);
  const bool pressed = press_area(name.c_str(), size);
  ImGui::PopItemFlag();
  context.note(name);
  return pressed;
}

namespace {

struct ButtonMetrics {
  float padding, icon, gap, text, caret, width;
};

ButtonMetrics measure(const Context& context, const ButtonShape& shape) {
  ButtonMetrics m{};
  m.padding = shape.text.empty() ? 6 : 10;
  m.icon = shape.icon == Icon::none ? 0 : 16;
  m.text = shape.text.empty() ? 0 : text_size(context, shape.text, context.theme.body_size).x;
  m.gap = m.icon > 0 && m.text > 0 ? 6 : 0;
  m.caret = shape.caret ? 16 : 0;
  m.width = 2 * m.padding + m.icon + m.gap + m.text + m.caret;
  if (shape.text.empty()) m.width = std::max(m.width, control_height(context));
  return m;
}

}  // namespace

float button_width(const Context& context, const ButtonShape& shape) {
  return std::ceil(measure(context, shape).width);
}

bool button(const Context& context, const char* id, const ButtonShape& shape) {
  const Theme& theme = context.theme;
  const ButtonMetrics m = measure(context, shape);
  const ImVec2 size(shape.width > 0 ? shape.width : std::ceil(m.width),
                    shape.height > 0 ? shape.height : control_height(context));
  const ImVec2 at = ImGui::GetCursorScreenPos(), to(at.x + size.x, at.y + size.y);
  if (!shape.enabled) ImGui::BeginDisabled();
  const bool pressed = press_area(id, size);
  if (!shape.enabled) ImGui::EndDisabled();
  const bool hovered = shape.enabled && ImGui::IsItemHovered();
  const bool held = shape.enabled && ImGui::IsItemActive();

  ImDrawList& list = *ImGui::GetWindowDrawList();
  ImU32 ink = theme.text;
  if (shape.look == Look::filled) {
    ImU32 fill = theme.accent;
    if (hovered) fill = mix(fill, theme.text, held ? 0.3F : 0.15F);
    if (!shape.enabled) fill = mix(fill, theme.card, 0.6F);
    list.AddRectFilled(at, to, fill, rounding);
    ink = on_accent(theme);
  } else {
    if (hovered) list.AddRectFilled(at, to, fade(theme.muted, held ? 0.24F : 0.12F), rounding);
    if (shape.look == Look::outlined) {
      list.AddRect(at, to, hovered ? mix(theme.line, theme.muted, 0.5F) : theme.line, rounding);
    }
    if (shape.look == Look::quiet && !hovered && shape.text.empty())
      ink = mix(theme.text, theme.muted, 0.5F);
    if (shape.chosen) ink = theme.accent;
    if (!shape.enabled) ink = fade(theme.muted, 0.6F);
  }

  // With a caret the text starts at the left; else the whole is centred.
  const float middle = at.y + size.y / 2;
  const float content = m.icon + m.gap + m.text;
  const float needed = content + m.caret;
  float x = at.x + std::max(m.padding, shape.caret ? m.padding : (size.x - needed) / 2);
  if (m.icon > 0) {
    draw_icon(list, shape.icon, {x + m.icon / 2, middle}, 16, ink);
    x += m.icon + m.gap;
  }
  if (m.text > 0) {
    const float room = to.x - x - m.caret - (shape.caret ? 8 : 4);
    draw_text(context, {x, middle - theme.body_size / 2 - 1}, shape.text, ink, theme.body_size,
              Weight::regular, room);
  }
  if (shape.caret) {
    draw_icon(list, Icon::caret, {to.x - 14, middle}, 14,
              shape.look == Look::filled ? ink : theme.muted);
  }
  return pressed;
}

int tabs(const Context& context, const char* id, std::span<const std::string_view> names,
         int active, float width, float height) {
  const Theme& theme = context.theme;
  const float tall = height > 0 ? height : (context.touch ? 44 : 28);
  const float gap = 20;
  float needed = -gap;
  for (const std::string_view name : names) {
    needed += gap + text_size(context, name, theme.body_size, Weight::semibold).x;
  }
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::PushStyleColor(ImGuiCol_ChildBg, 0U);
  ImGui::BeginChild(id, {width, tall}, ImGuiChildFlags_NavFlattened,
                    ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
  // More tabs than room: they slide under the finger or the wheel.
  const float hidden = std::max(0.0F, needed - width);
  ImGuiStorage& storage = *ImGui::GetStateStorage();
  const ImGuiID slide_id = ImGui::GetID("##slide"), sliding_id = ImGui::GetID("##sliding"),
                moved_id = ImGui::GetID("##moved");
  float slide = storage.GetFloat(slide_id);
  const ImGuiIO& io = ImGui::GetIO();
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const ImRect strip(origin, {origin.x + width, origin.y + tall});
  if (hidden > 0) {
    if (ImGui::IsWindowHovered()) slide -= 40 * (io.MouseWheelH + io.MouseWheel);
    const bool from_here = ImGui::IsMouseDown(0) && strip.Contains(io.MouseClickedPos[0]);
    const bool far = std::abs(ImGui::GetMouseDragDelta(0, 8).x) > 0;
    if (from_here && far) {
      if (!storage.GetBool(sliding_id)) ImGui::ClearActiveID();
      storage.SetBool(sliding_id, true);
    } else if (!ImGui::IsMouseDown(0)) {
      storage.SetBool(sliding_id, false);
    }
    if (storage.GetBool(sliding_id)) slide -= io.MouseDelta.x;
  }
  slide = std::clamp(slide, 0.0F, hidden);

  ImDrawList& list = *ImGui::GetWindowDrawList();
  int chosen = active;
  float x = origin.x - slide;
  for (int i = 0; i < static_cast<int>(names.size()); ++i) {
    const std::string_view name = names[static_cast<size_t>(i)];
    const float wide = text_size(context, name, theme.body_size, Weight::semibold).x;
    ImGui::SetCursorScreenPos({x - gap / 2, origin.y});
    ImGui::PushID(i);
    // Tab stops at the row once; arrows go along it.
    ImGui::PushItemFlag(ImGuiItemFlags_NoTabStop, i != active);
    if (press_area("tab", {wide + gap, tall})) chosen = i;
    ImGui::PopItemFlag();
    const bool hovered = ImGui::IsItemHovered();
    const float seen_from = std::max(x - gap / 2, strip.Min.x),
                seen_to = std::min(x + wide + gap / 2, strip.Max.x);
    if (context.rects != nullptr && seen_to - seen_from > 24) {
      context.note("tab." + std::string(name));
      context.rects->back().from = {seen_from, strip.Min.y};
      context.rects->back().to = {seen_to, strip.Max.y};
    }
    if (i == active && storage.GetBool(moved_id)) {
      take_focus();
      storage.SetBool(moved_id, false);
    }
    if (const float way = arrows(false).x; way != 0) {
      chosen = std::clamp(i + static_cast<int>(way), 0, static_cast<int>(names.size()) - 1);
      storage.SetBool(moved_id, chosen != active);
    }
    ImGui::PopID();
    const ImU32 ink = i == active ? theme.text
                      : hovered   ? mix(theme.muted, theme.text, 0.6F)
                                  : theme.muted;
    draw_text(context, {x, origin.y + (tall - theme.body_size) / 2 - 2}, name, ink, theme.body_size,
              Weight::semibold);
    if (i == active && chosen == active) {
      list.AddRectFilled({x, origin.y + tall - 3}, {x + wide, origin.y + tall - 1}, theme.accent,
                         1);
      // The active tab is brought into sight when it was chosen elsewhere.
      const ImGuiID last_id = ImGui::GetID("##last");
      if (storage.GetInt(last_id, -1) != active) {
        storage.SetInt(last_id, active);
        const float left = x + slide - origin.x;
        if (left < slide) slide = left;
        if (left + wide > slide + width - 32) slide = std::min(hidden, left + wide - width + 48);
      }
    }
    x += wide + gap;
  }
  storage.SetFloat(slide_id, slide);
  // A fade says that there is more.
  const ImU32 ground = ImGui::ColorConvertFloat4ToU32(
      ImGui::GetStyleColorVec4(context.phone ? ImGuiCol_WindowBg : ImGuiCol_PopupBg));
  if (slide < hidden - 1) {
    const float solid = strip.Max.x - 12;
    list.AddRectFilledMultiColor({solid - 28, strip.Min.y}, {solid, strip.Max.y}, fade(ground, 0),
                                 ground, ground, fade(ground, 0));
    list.AddRectFilled({solid, strip.Min.y}, strip.Max, ground);
  }
  if (slide > 1) {
    list.AddRectFilledMultiColor(strip.Min, {strip.Min.x + 32, strip.Max.y}, ground,
                                 fade(ground, 0), fade(ground, 0), ground);
  }
  // The distance below is the card's own.
  ImGui::PopStyleVar();
  ImGui::EndChild();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  return chosen;
}

}  // namespace hourglass::view
