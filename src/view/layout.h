// Where everything goes, for every size of window and any set of panels. Pure arithmetic on logical
// pixels: draws nothing.
#pragma once
#include <imgui.h>

#include <cstdint>
#include <span>
#include <vector>

#include "view/panel.h"

namespace hourglass::view {

struct Rect {
  ImVec2 from, to;
  float width() const { return to.x - from.x; }
  float height() const { return to.y - from.y; }
};

// A card: one panel under its heading, or several as tabs.
struct Slot {
  Rect rect;
  std::vector<Panel*> panels;
};

enum class Columns : uint8_t {
  three,  // from 1280
  two,    // from 600; with large targets where it is a phone that lies
  one,    // phones: tabs on top, transport at the bottom, large targets
};

struct Layout {
  Columns columns = Columns::three;
  Rect top, status;
  Rect transport;  // of one column only; elsewhere it is part of the top bar
  Rect tabs;       // of one column only
  std::vector<Slot> slots;
  std::vector<Panel*> pages;  // of one column: what the tabs choose from; slots then show `page`
};

// One column, because there is no room for two.
inline bool is_phone(ImVec2 size) { return size.x < 600; }
// Of the panels that there are, at least one; `page` is one of them.
Layout arrange(ImVec2 size, std::span<Panel* const>, Panel* page);
// In a frame of somebody's page: the panel that likes the centre most, and the transport.
Layout embedded(ImVec2 size, std::span<Panel* const>);
// Makes room for a bar of that height below the top: all else goes down.
void lower(Layout&, float height);

// One panel alone.
Layout enlarged(ImVec2 size, Panel*);

}  // namespace hourglass::view
