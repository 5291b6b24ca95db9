// Where everything goes, for every size of window. Pure arithmetic on logical pixels: draws nothing.
#pragma once
#include <imgui.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"

namespace hourglass::view {

enum class Panel : uint8_t {
  plane,
  curves,
  pictures,
  sample,
  reparameterise,
  blend,
  data,
  network,
  settings
};
std::string_view panel_name(Panel);  // stable, lower case: "plane"
std::optional<Panel> find_panel(std::string_view name);
std::string panel_names();  // "plane, curves, …", for messages
// For people: "Latent plane"; of pictures, points or rows.
std::string_view panel_title(Panel, hourglass::Kind);
std::string_view panel_tab(Panel, hourglass::Kind);  // the same, as short as a tab needs

struct Rect {
  ImVec2 from, to;
  float width() const { return to.x - from.x; }
  float height() const { return to.y - from.y; }
};

// A card: one panel under its heading, or several as tabs.
struct Slot {
  Rect rect;
  std::vector<Panel> panels;
};

enum class Kind : uint8_t {
  columns3,  // from 1280
  columns2,  // from 600
  column1,   // phones: tabs on top, transport at the bottom, large targets
};

// What the left column's panels need to show everything, without padding; they tell after a frame.
struct Needs {
  float data = 250, network = 180, settings = 320;
};

struct Layout {
  Kind kind = Kind::columns3;
  Rect top, status;
  Rect transport;  // column1 only; elsewhere it is part of the top bar
  Rect tabs;       // column1 only
  std::vector<Slot> slots;
  std::vector<Panel> pages;  // column1: what the tabs choose from; slots then show `page`
};

Layout arrange(ImVec2 size, const Needs&, Panel page);

}  // namespace hourglass::view
