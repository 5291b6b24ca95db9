// Where cards go in windows of every size.
#include <doctest/doctest.h>

#include <algorithm>

#include "view/layout.h"

using namespace hourglass::view;

namespace {

bool apart(const Rect& a, const Rect& b) {
  return a.to.x <= b.from.x || b.to.x <= a.from.x || a.to.y <= b.from.y || b.to.y <= a.from.y;
}
bool within(const Rect& a, ImVec2 size) {
  return a.from.x >= 0 && a.from.y >= 0 && a.to.x <= size.x && a.to.y <= size.y;
}

constexpr Panel every[] = {Panel::plane,  Panel::curves,         Panel::pictures,
                           Panel::sample, Panel::reparameterise, Panel::blend,
                           Panel::data,   Panel::network,        Panel::settings};

}  // namespace

TEST_CASE("no card overlaps another or leaves the window, at any size") {
  for (float width = 320; width <= 2560; width += 35) {
    for (float height = 320; height <= 1600; height += 45) {
      for (const Panel page : {Panel::plane, Panel::curves, Panel::settings}) {
        const Layout layout = arrange({width, height}, {}, page);
        std::vector<Rect> all = {layout.top, layout.status};
        if (layout.kind == Kind::column1) all.insert(all.end(), {layout.transport, layout.tabs});
        for (const Slot& slot : layout.slots) all.push_back(slot.rect);
        for (size_t i = 0; i < all.size(); ++i) {
          REQUIRE_MESSAGE(within(all[i], {width, height}), width, "×", height, " card ", i);
          REQUIRE_MESSAGE(all[i].height() > 0, width, "×", height, " card ", i);
          for (size_t j = 0; j < i; ++j)
            REQUIRE_MESSAGE(apart(all[i], all[j]), width, "×", height, " ", i, " ", j);
        }
      }
    }
  }
}

TEST_CASE("every panel can be reached at every size") {
  for (const ImVec2 size :
       {ImVec2(1280, 800), ImVec2(1440, 900), ImVec2(1920, 1080), ImVec2(1280, 500),
        ImVec2(768, 1024), ImVec2(844, 390), ImVec2(390, 844), ImVec2(360, 640)}) {
    for (const Panel panel : every) {
      // On a phone the page is chosen; elsewhere it is in some card.
      const Layout layout = arrange(size, {}, panel);
      const bool there = std::ranges::any_of(layout.slots, [&](const Slot& slot) {
        return std::ranges::find(slot.panels, panel) != slot.panels.end();
      });
      CHECK_MESSAGE(there, panel_name(panel), " at ", size.x, "×", size.y);
      if (layout.kind == Kind::column1) {
        CHECK(std::ranges::find(layout.pages, panel) != layout.pages.end());
      }
    }
  }
}

TEST_CASE("a panel is found by its name, and only by that") {
  for (const Panel panel : every) CHECK(find_panel(panel_name(panel)) == panel);
  CHECK(!find_panel("Plane"));
  CHECK(!find_panel(""));
}
