// See look.md: three columns, two columns, or one with tabs. Where a column is too short for its
// cards, they share one card as tabs, so that nothing is ever cut.
#include "view/layout.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

#include "view/theme.h"

namespace hourglass::view {

namespace {

constexpr float top_height = 48, status_height = 24;
constexpr float touch_top = 52, tabs_height = 44, transport_height = 84;
constexpr float heading_height = 32;  // with the distance below it

constexpr float plane_chrome = heading_height + 28;  // a plane's card is so much taller than wide
constexpr float card_chrome = 2 * card_padding + heading_height;

using Group = std::vector<Panel*>;

// The panels by the place that they like.
struct Groups {
  Group centre, chart, examples, play, side;

  explicit Groups(std::span<Panel* const> panels) {
    for (Panel* panel : panels) at(panel->place).push_back(panel);
    // What is there is to fill the room.
    for (Group* next : {&play, &examples, &chart, &side})
      if (centre.empty()) centre.swap(*next);
  }
  Group& at(Place place) {
    switch (place) {
      case Place::centre: return centre;
      case Place::chart: return chart;
      case Place::examples: return examples;
      case Place::play: return play;
      case Place::side: return side;
    }
    return play;
  }
};

Group together(std::initializer_list<Group> groups) {
  Group all;
  for (const Group& group : groups) all.insert(all.end(), group.begin(), group.end());
  return all;
}

// Cards one below another in a column. The last takes what is left.
struct Column {
  float left, right, y, bottom;
  std::vector<Slot>& slots;

  float room() const { return bottom - y; }
  void add(float height, Group panels) {
    const float end = std::min(bottom, y + std::floor(height));
    slots.push_back({{{left, y}, {right, end}}, std::move(panels)});
    y = end + gutter;
  }
  void rest(Group panels) { add(room(), std::move(panels)); }
};

// The last card scrolls.
constexpr float least_last = 150, least_shared = 120;

// Each in a card as high as it needs while they fit; the last of them share one.
void left_column(Column column, const Group& group) {
  const auto room_for = [&](size_t alone) {
    float taken = (alone + 1 == group.size() ? least_last : least_shared) + card_chrome;
    for (size_t i = 0; i < alone; ++i) taken += group[i]->height() + card_chrome + gutter;
    return column.room() - taken;
  };
  size_t alone = group.size() - 1;
  while (alone > 0 && room_for(alone) < 0) --alone;
  // What is over goes to who grows, up to a point: the last card ends with its content.
  float spare = 0;
  if (alone + 1 == group.size()) spare = room_for(alone) + least_last - group.back()->height();
  for (size_t i = 0; i < alone; ++i) {
    const float more = std::clamp(spare, 0.0F, group[i]->row().grows);
    spare -= more;
    column.add(group[i]->height() + card_chrome + more, {group[i]});
  }
  column.rest({group.begin() + static_cast<ptrdiff_t>(alone), group.end()});
}

void right_column(Column column, const Groups& groups) {
  std::vector<Group> cards;
  for (const Group* group : {&groups.chart, &groups.examples, &groups.play})
    if (!group->empty()) cards.push_back(*group);
  if (cards.empty()) return;
  const size_t most = column.room() >= 600 ? 3 : column.room() >= 420 ? 2 : 1;
  while (cards.size() > most) {
    const Group last = cards.back();
    cards.pop_back();
    cards.back() = together({cards.back(), last});
  }
  if (cards.size() == 3) {
    const float unit = (column.room() - 2 * gutter) / 100;
    column.add(32 * unit, cards[0]);
    column.add(31 * unit, cards[1]);
  } else if (cards.size() == 2) {
    column.add(column.room() * 0.42F, cards[0]);
  }
  column.rest(cards.back());
}

Layout three_columns(ImVec2 size, const Groups& groups) {
  Layout layout;
  layout.columns = Columns::three;
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
  if (!groups.side.empty()) left_column({gutter, x1, top, bottom, layout.slots}, groups.side);
  Column{x1 + gutter, x2 - gutter, top, bottom, layout.slots}.rest(groups.centre);
  right_column({x2, size.x - gutter, top, bottom, layout.slots}, groups);
  return layout;
}

Layout two_columns(ImVec2 size, const Groups& groups) {
  Layout layout;
  layout.columns = Columns::two;
  const float top = top_height + gutter, bottom = size.y - status_height - gutter + 4;
  float right_width = std::floor(std::clamp(size.x * 0.42F, 272.0F, 368.0F));
  // Where no card fits below the plane, the plane takes that height, and the width for it.
  const float below = bottom - top - (size.x - 3 * gutter - right_width + plane_chrome);
  if (below < 240)
    right_width = std::max(272.0F, std::min(std::floor(right_width - below), size.x * 0.45F));
  const float x = size.x - gutter - right_width;
  Column left{gutter, x - gutter, top, bottom, layout.slots};
  Column right{x, size.x - gutter, top, bottom, layout.slots};
  const float square = x - 2 * gutter + plane_chrome;
  if (!groups.play.empty() && left.room() - square >= 240) {
    left.add(square, groups.centre);
    left.rest(groups.play);
  } else {
    left.rest(together({groups.centre, groups.play}));
  }
  const Group above = together({groups.chart, groups.examples});
  const float side = (groups.side.empty() ? 0 : groups.side[0]->height()) + card_chrome;
  if (groups.side.empty() || above.empty()) {
    const Group all = together({above, groups.side});
    if (!all.empty()) right.rest(all);
  } else if (right.room() >= 230 + 230 + side + 2 * gutter && !groups.chart.empty() &&
             !groups.examples.empty()) {
    const float half = (right.room() - side - 2 * gutter) / 2;
    right.add(half, groups.chart);
    right.add(half, groups.examples);
    right.rest(groups.side);
  } else if (right.room() >= 220 + side + gutter) {
    right.add(right.room() - side - gutter, above);
    right.rest(groups.side);
  } else {
    right.rest(together({above, groups.side}));
  }
  return layout;
}

Layout one_column(ImVec2 size, std::span<Panel* const> panels, Panel* page) {
  Layout layout;
  layout.columns = Columns::one;
  for (const bool late : {false, true})
    for (Panel* panel : panels)
      if (panel->row().late == late) layout.pages.push_back(panel);
  layout.top = {{0, 0}, {size.x, touch_top}};
  layout.tabs = {{0, touch_top}, {size.x, touch_top + tabs_height}};
  layout.transport = {{0, size.y - transport_height}, {size.x, size.y}};
  layout.status = {{0, layout.transport.from.y - status_height}, {size.x, layout.transport.from.y}};
  const float margin = 8;
  Column column{margin, size.x - margin, layout.tabs.to.y + 8, layout.status.from.y - 4,
                layout.slots};
  const auto example = std::ranges::find(panels, Place::examples, &Panel::place);
  const bool beneath = example != panels.end();
  const float square = size.x - 2 * margin + 92;
  if (beneath && page->place == Place::centre && column.room() - square >= 130) {
    column.add(square, {page});
    column.y -= gutter - margin;
    column.rest({*example});
  } else if (beneath && page->place == Place::chart && column.room() >= 520) {
    column.add(column.room() / 2, {page});
    column.rest({*example});
  } else {
    column.rest({page});
  }
  return layout;
}

void frame(Layout& layout, ImVec2 size) {
  layout.top = {{0, 0}, {size.x, top_height}};
  layout.status = {{0, size.y - status_height}, {size.x, size.y}};
}

ImVec2 at_least(ImVec2 size) { return {std::max(size.x, 320.0F), std::max(size.y, 320.0F)}; }

}  // namespace

Layout enlarged(ImVec2 size, Panel* panel) {
  size = at_least(size);
  if (is_phone(size)) return one_column(size, std::span(&panel, 1), panel);
  Layout layout;
  layout.columns = size.x < 1280 ? Columns::two : Columns::three;
  frame(layout, size);
  Column{gutter, size.x - gutter, layout.top.to.y + gutter, layout.status.from.y - gutter + 4,
         layout.slots}
      .rest({panel});
  return layout;
}

Layout arrange(ImVec2 size, std::span<Panel* const> panels, Panel* page) {
  size = at_least(size);
  if (is_phone(size)) return one_column(size, panels, page);
  const Groups groups(panels);
  Layout layout = size.x < 1280 ? two_columns(size, groups) : three_columns(size, groups);
  frame(layout, size);
  return layout;
}

Layout embedded(ImVec2 size, std::span<Panel* const> panels) {
  Layout layout;
  layout.columns = Columns::one;
  layout.pages = {Groups(panels).centre.front()};
  layout.top = layout.tabs = {{0, 0}, {size.x, 0}};
  layout.transport = {{0, size.y - transport_height}, size};
  layout.status = {{0, layout.transport.from.y - status_height}, {size.x, layout.transport.from.y}};
  const float margin = 8;
  layout.slots = {{{{margin, margin}, {size.x - margin, layout.status.from.y - 4}}, layout.pages}};
  return layout;
}

void lower(Layout& layout, float height) {
  const auto move = [height](Rect& rect) { rect.from.y += height, rect.to.y += height; };
  for (Rect* rect : {&layout.tabs, &layout.status, &layout.transport}) move(*rect);
  for (Slot& slot : layout.slots) move(slot.rect);
}

}  // namespace hourglass::view
