// The controls: buttons, chips, tabs, sliders, lists, fields, cards, tooltips. Thin shapes on ImGui's
// behaviour, none of its looks. They keep no state of their own and know no settings.
//
// A control takes its place from ImGui's cursor; its text is clipped, never wrapped.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "view/context.h"
#include "view/icons.h"
#include "view/theme.h"

namespace hourglass::view {

// 44 on touch screens, else 28: the height of buttons, fields and rows.
float control_height(const Context&);
// Whether there is only a finger, which has no keyboard here: on a phone, however it is held.
bool by_finger(const Context&);

// ---- words

enum class Weight : uint8_t { regular, semibold };
ImVec2 text_size(const Context&, std::string_view, float size, Weight = Weight::regular);
// Draws without moving the cursor. Ends in … where `width` (> 0) is too small.
void draw_text(const Context&, ImVec2 at, std::string_view, ImU32 colour, float size,
               Weight = Weight::regular, float width = 0);
// Takes its place in the flow.
void label(const Context&, std::string_view);  // 15, text colour
// 12, muted, wrapped at `width`, or at the card's edge.
void caption(const Context&, std::string_view, float width = 0);
// `aside` at the right, so far from the edge.
void heading(const Context&, std::string_view, std::string_view aside = {}, float margin = 0);

// Of the item before; what a number means, its unit, and beneath it its formula in TeX. Nothing on touch screens.
void tooltip(const Context&, std::string_view, std::string_view tex = {});

// ---- cards

// A child window with a card's ground, line and padding. False where it is out of sight; end it all
// the same. `scrolls`: by wheel or by a finger; else its content is meant to fit.
bool begin_card(const Context&, const char* id, ImVec2 at, ImVec2 size, bool scrolls = false);
void end_card(const Context&);
// Within any scrolling child on a touch screen, before its end: a vertical drag scrolls it.
void touch_scroll(const Context&);

// ---- controls

// Where a pointer or the keyboard presses, and the caller draws. Name it by context.note().
bool press_area(const char* id, ImVec2 size);
// The i-th of a row of equals, named "row.i": Tab stops at `first` alone, arrows go along the row.
bool press_in_row(const Context&, std::string_view row, uint32_t i, uint32_t first, ImVec2 size);

enum class Look : uint8_t { quiet, outlined, filled };
struct ButtonShape {
  Icon icon = Icon::none;
  std::string_view text{};
  Look look = Look::outlined;
  float width = 0;   // 0: as the content needs
  float height = 0;  // 0: control_height
  bool enabled = true;
  bool chosen = false;  // drawn in the selection colour
  bool caret = false;   // opens a list
};
bool button(const Context&, const char* id, const ButtonShape&);
float button_width(const Context&, const ButtonShape&);

// Texts side by side, the active one underlined; arrows go to its neighbours. Returns the new active one.
int tabs(const Context&, const char* id, std::span<const std::string_view> names, int active,
         float width, float height = 0);

// Dragged, clicked, or moved by arrows; true while it changes. `logarithmic` needs minimum > 0.
bool slider(const Context&, const char* id, double& value, double minimum, double maximum,
            bool logarithmic, float width, bool enabled = true);

// A list to choose from. `notes` (empty, or one each) explain the entries in the open list.
std::optional<int> choice(const Context&, const char* id, std::string_view shown, int current,
                          std::span<const std::string_view> entries,
                          std::span<const std::string_view> notes, float width,
                          Look = Look::outlined);

// One line of text to edit; returns the new text when the edit is finished.
std::optional<std::string> field(const Context&, const char* id, std::string_view text, float width,
                                 bool right_aligned = false);

// Returns true when switched.
bool toggle(const Context&, const char* id, bool on);

}  // namespace hourglass::view
