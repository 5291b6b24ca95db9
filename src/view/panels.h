// The one table of panels. A new panel is its own file, which ends with a PanelRow, and a row in
// panels.cpp.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "view/panel.h"

namespace hourglass::view {

std::span<const PanelRow* const> panel_rows();  // in the order of tabs and messages
std::string panel_names();                      // "plane, curves, …", for messages
const PanelRow* find_panel(std::string_view name);

// One of each.
std::vector<std::unique_ptr<Panel>> make_panels();

std::string_view panel_title(const PanelRow&, Kind);
std::string_view panel_tab(const PanelRow&, Kind);

}  // namespace hourglass::view
