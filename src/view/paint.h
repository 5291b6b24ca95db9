// Small things that every view draws: text at a place, chips, buttons, a slider, a plate over
// pictures. Placed by coordinates, in logical pixels; ImGui only sees where they are clicked.
#pragma once
#include <imgui.h>

#include <string>
#include <string_view>

#include "view/context.h"

namespace hourglass::view::paint {

float device_scale();  // device pixels in a logical pixel
float snap(float);     // to whole device pixels
ImVec2 snap(ImVec2);

inline constexpr float caption_line = 16;  // height of a line of captions
inline float target(const Context& context) { return context.touch ? 44.0f : 26.0f; }

ImVec2 text_size(const Context&, float size, std::string_view);
// Top left at `at`; `align` 0.5 centres on at.x, 1 ends there.
void text(const Context&, ImVec2 at, std::string_view, ImU32 colour, float size, float align = 0);
void caption(const Context&, ImVec2 at, std::string_view, float align = 0);  // muted, 12 px
// Wrapped at `width`; returns the height.
float paragraph(const Context&, ImVec2 at, float width, std::string_view, ImU32 colour, float size);
// Cut with an ellipsis where it is longer than `width`.
std::string fitted(const Context&, std::string_view, float size, float width);

// The nearest place between two corners, so far from the edges; the middle where they are closer than that.
ImVec2 inside(ImVec2 place, ImVec2 low, ImVec2 high, float margin = 0);

// Widgets set side by side from the left, in rows as high as target(); a full row wraps to the next.
class Row {
 public:
  Row(const Context&, ImVec2 at, float width);
  bool chip(const char* label, bool on, const char* words = nullptr);  // a choice: filled when on
  bool button(const char* label, const char* words = nullptr);
  bool arrow(const char* id, int direction, const char* words);  // ◀ −1, ▶ +1
  void label(std::string_view, ImU32 colour);                    // vertically centred
  float left() const { return x_; }
  float remaining() const { return right_ - x_; }
  float bottom() const { return y_ + height_; }

 private:
  ImVec2 take(float width);
  const Context& context_;
  float start_, x_, y_, right_, height_;
};

// A pill whose text is centred; as high as target(). Returns whether it was clicked. Named views.TEXT, or by what is
// behind ## in its label, where another panel has the same text.
bool pill(const Context&, const char* label, ImVec2 at, float width, bool on, const char* words);
float pill_width(const Context&, const char* label);

// A track of `width`, as high as target(), with a knob at `value`. True while it is moved.
bool slider(const Context&, const char* id, ImVec2 at, float width, float& value, float low,
            float high);

// A ground of card colour with a thin border, for what lies over pictures.
void plate(const Context&, ImVec2 at, ImVec2 size, float opacity = 1);

// From a place to another; a dot where they are one.
void arrow(ImDrawList&, ImVec2 from, ImVec2 to, ImU32 colour);

// A tooltip of the last item, where there is a pointer.
void hint(const Context&, const char* words);

// Words in the middle of an area where there is nothing to show yet.
void empty(const Context&, ImVec2 at, ImVec2 size, std::string_view);

}  // namespace hourglass::view::paint
