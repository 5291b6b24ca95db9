// See look.md: three columns, two columns, or one with tabs. Where a column is too short for its
// cards, they share one card as tabs, so that nothing is ever cut.
#include "view/layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "view/theme.h"

namespace hourglass::view {

namespace {

constexpr float top_height = 48, status_height = 24;
constexpr float touch_top = 52, tabs_height = 44, transport_height = 84;
constexpr float heading_height = 32;  // with the distance below it

constexpr float plane_chrome = heading_height + 28;  // a plane's card is so much taller than wide
constexpr float card_chrome = 2 * card_padding + heading_height;

struct Names {
  std::string_view name, title, tab;
};
constexpr std::array<Names, 9> names = {{{"plane", "Latent plane", "Plane"},
                                         {"curves", "Curves", "Curves"},
                                         {"pictures", "Pictures", "Pictures"},
                                         {"sample", "Sample", "Sample"},
                                         {"reparameterise", "Reparameterise", "Reparameterise"},
                                         {"blend", "Blend", "Blend"},
                                         {"data", "Data", "Data"},
                                         {"network", "Network", "Network"},
                                         {"settings", "Settings", "Settings"}}};

// Cards one below another in a column. The last takes what is left.
struct Column {
  float left, right, y, bottom;
  std::vector<Slot>& slots;

  float room() const { return bottom - y; }
  void add(float height, std::vector<Panel> panels) {
    const float end = std::min(bottom, y + std::floor(height));
    slots.push_back({{{left, y}, {right, end}}, std::move(panels)});
    y = end + gutter;
  }
  void rest(std::vector<Panel> panels) { add(room(), std::move(panels)); }
};

void left_column(Column column, const Needs& needs) {
  const float data = needs.data + card_chrome, network = needs.network + card_chrome;
  const float least_settings = 150 + card_chrome;
  if (column.room() >= data + network + least_settings + 2 * gutter) {
    // What is over goes to the hourglass, up to a point: the settings' card ends with its content.
    const float wanted = needs.settings + card_chrome;
    const float spare = column.room() - data - network - wanted - 2 * gutter;
    column.add(data, {Panel::data});
    column.add(network + std::clamp(spare, 0.0F, 160.0F), {Panel::network});
    column.rest({Panel::settings});
  } else if (column.room() >= data + 120 + card_chrome + gutter) {
    column.add(data, {Panel::data});
    column.rest({Panel::network, Panel::settings});
  } else {
    column.rest({Panel::data, Panel::network, Panel::settings});
  }
}

void right_column(Column column) {
  const std::vector<Panel> play = {Panel::sample, Panel::reparameterise, Panel::blend};
  if (column.room() >= 600) {
    const float unit = (column.room() - 2 * gutter) / 100;
    column.add(32 * unit, {Panel::curves});
    column.add(31 * unit, {Panel::pictures});
    column.rest(play);
  } else if (column.room() >= 420) {
    column.add(column.room() * 0.42F, {Panel::curves});
    column.rest({Panel::pictures, Panel::sample, Panel::reparameterise, Panel::blend});
  } else {
    column.rest(
        {Panel::curves, Panel::pictures, Panel::sample, Panel::reparameterise, Panel::blend});
  }
}

Layout three_columns(ImVec2 size, const Needs& needs) {
  Layout layout;
  layout.kind = Kind::columns3;
  const float top = top_height + gutter, bottom = size.y - status_height - gutter + 4;
  // The plane is square: what a wide window has over goes to the columns beside it.
  const float square = bottom - top - card_chrome + 2 * card_padding;
  // The narrowest of these windows leave the plane least.
  float left = 288, right = size.x < 1360 ? 344 : 368;
  const float spare = size.x - left - right - 4 * gutter - square;
  if (spare > 0) {
    const float to_right = std::min(spare * 0.7F, 240.0F);
    const float to_left = std::min(spare - to_right, 96.0F);
    right += std::floor(to_right / 8) * 8;
    left += std::floor(to_left / 8) * 8;
  }
  const float x1 = gutter + left, x2 = size.x - gutter - right;
  left_column({gutter, x1, top, bottom, layout.slots}, needs);
  Column{x1 + gutter, x2 - gutter, top, bottom, layout.slots}.rest({Panel::plane});
  right_column({x2, size.x - gutter, top, bottom, layout.slots});
  return layout;
}

Layout two_columns(ImVec2 size, const Needs& needs) {
  Layout layout;
  layout.kind = Kind::columns2;
  const float top = top_height + gutter, bottom = size.y - status_height - gutter + 4;
  float right_width = std::floor(std::clamp(size.x * 0.42F, 272.0F, 368.0F));
  // Where no card fits below the plane, the plane takes that height, and the width for it.
  const float below = bottom - top - (size.x - 3 * gutter - right_width + plane_chrome);
  if (below < 240)
    right_width = std::clamp(std::floor(right_width - below), 272.0F, size.x * 0.45F);
  const float x = size.x - gutter - right_width;
  Column left{gutter, x - gutter, top, bottom, layout.slots};
  Column right{x, size.x - gutter, top, bottom, layout.slots};
  const float plane = x - 2 * gutter + plane_chrome;
  if (left.room() - plane >= 240) {
    left.add(plane, {Panel::plane});
    left.rest({Panel::sample, Panel::reparameterise, Panel::blend});
  } else {
    left.rest({Panel::plane, Panel::sample, Panel::reparameterise, Panel::blend});
  }
  const float data = needs.data + card_chrome;
  if (right.room() >= 230 + 230 + data + 2 * gutter) {
    const float half = (right.room() - data - 2 * gutter) / 2;
    right.add(half, {Panel::curves});
    right.add(half, {Panel::pictures});
    right.rest({Panel::data, Panel::network, Panel::settings});
  } else if (right.room() >= 220 + data + gutter) {
    right.add(right.room() - data - gutter, {Panel::curves, Panel::pictures});
    right.rest({Panel::data, Panel::network, Panel::settings});
  } else {
    right.rest({Panel::curves, Panel::pictures, Panel::data, Panel::network, Panel::settings});
  }
  return layout;
}

Layout one_column(ImVec2 size, Panel page) {
  Layout layout;
  layout.kind = Kind::column1;
  layout.pages = {Panel::plane,   Panel::curves, Panel::pictures,       Panel::blend,   Panel::data,
                  Panel::network, Panel::sample, Panel::reparameterise, Panel::settings};
  layout.top = {{0, 0}, {size.x, touch_top}};
  layout.tabs = {{0, touch_top}, {size.x, touch_top + tabs_height}};
  layout.transport = {{0, size.y - transport_height}, {size.x, size.y}};
  layout.status = {{0, layout.transport.from.y - status_height}, {size.x, layout.transport.from.y}};
  const float margin = 8;
  Column column{margin, size.x - margin, layout.tabs.to.y + 8, layout.status.from.y - 4,
                layout.slots};
  const float plane = size.x - 2 * margin + 92;
  if (page == Panel::plane && column.room() - plane >= 130) {
    column.add(plane, {Panel::plane});
    column.y -= gutter - margin;
    column.rest({Panel::pictures});
  } else if (page == Panel::curves && column.room() >= 520) {
    column.add(column.room() / 2, {Panel::curves});
    column.rest({Panel::pictures});
  } else {
    column.rest({page});
  }
  return layout;
}

}  // namespace

std::string_view panel_name(Panel panel) { return names[static_cast<size_t>(panel)].name; }
std::string_view panel_title(Panel panel, hourglass::Kind kind) {
  if (panel == Panel::pictures && kind != hourglass::Kind::pictures) return panel_tab(panel, kind);
  return names[static_cast<size_t>(panel)].title;
}
std::string_view panel_tab(Panel panel, hourglass::Kind kind) {
  if (panel == Panel::pictures && kind == hourglass::Kind::points) return "Points";
  if (panel == Panel::pictures && kind == hourglass::Kind::table) return "Rows";
  return names[static_cast<size_t>(panel)].tab;
}

std::optional<Panel> find_panel(std::string_view name) {
  const auto found = std::ranges::find(names, name, &Names::name);
  if (found == names.end()) return {};
  return static_cast<Panel>(found - names.begin());
}

std::string panel_names() {
  std::string all;
  for (const Names& one : names) all += (all.empty() ? "" : ", ") + std::string(one.name);
  return all;
}

Layout arrange(ImVec2 size, const Needs& needs, Panel page) {
  size = {std::max(size.x, 320.0F), std::max(size.y, 320.0F)};
  if (size.x < 600) return one_column(size, page);
  Layout layout = size.x < 1280 ? two_columns(size, needs) : three_columns(size, needs);
  layout.top = {{0, 0}, {size.x, top_height}};
  layout.status = {{0, size.y - status_height}, {size.x, size.y}};
  return layout;
}

}  // namespace hourglass::view
