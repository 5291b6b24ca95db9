// Where cards go in windows of every size, whatever panels there are.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "view/cards.h"
#include "view/layout.h"
#include "view/panels.h"

using namespace hourglass::view;

namespace {

bool apart(const Rect& a, const Rect& b) {
  return a.to.x <= b.from.x || b.to.x <= a.from.x || a.to.y <= b.from.y || b.to.y <= a.from.y;
}
bool within(const Rect& a, ImVec2 size) {
  return a.from.x >= 0 && a.from.y >= 0 && a.to.x <= size.x && a.to.y <= size.y;
}

// All panels, and sets of them that networks to come will have.
struct Sets {
  std::vector<std::unique_ptr<Panel>> panels = make_panels();
  std::vector<Panel*> all;
  Sets() {
    for (const auto& panel : panels) all.push_back(panel.get());
  }
  std::vector<Panel*> without(std::initializer_list<Place> places) const {
    std::vector<Panel*> rest;
    for (Panel* panel : all)
      if (std::ranges::find(places, panel->row().place) == places.end()) rest.push_back(panel);
    return rest;
  }
  std::vector<std::vector<Panel*>> every() const {
    return {all,
            without({Place::centre}),
            without({Place::centre, Place::play}),
            without({Place::play}),
            without({Place::chart, Place::examples}),
            without({Place::side}),
            {all.front()},
            {all.back()}};
  }
};

void check_fits(ImVec2 size, const std::vector<Panel*>& panels, Panel* page) {
  const Layout layout = arrange(size, panels, page);
  std::vector<Rect> all = {layout.top, layout.status};
  if (layout.columns == Columns::one) all.insert(all.end(), {layout.transport, layout.tabs});
  for (const Slot& slot : layout.slots) all.push_back(slot.rect);
  for (size_t i = 0; i < all.size(); ++i) {
    REQUIRE_MESSAGE(within(all[i], size), size.x, "×", size.y, " card ", i);
    REQUIRE_MESSAGE(all[i].height() > 0, size.x, "×", size.y, " card ", i);
    for (size_t j = 0; j < i; ++j)
      REQUIRE_MESSAGE(apart(all[i], all[j]), size.x, "×", size.y, " ", i, " ", j);
  }
}

}  // namespace

TEST_CASE("no card overlaps another or leaves the window, at any size, with any panels") {
  const Sets sets;
  for (const std::vector<Panel*>& panels : sets.every())
    for (float width = 320; width <= 2560; width += 35)
      for (float height = 320; height <= 1600; height += 45)
        for (Panel* page : {panels.front(), panels[panels.size() / 2], panels.back()})
          check_fits({width, height}, panels, page);
}

TEST_CASE("every panel can be reached at every size, once") {
  const Sets sets;
  for (const ImVec2 size :
       {ImVec2(1280, 800), ImVec2(1440, 900), ImVec2(1920, 1080), ImVec2(1280, 500),
        ImVec2(768, 1024), ImVec2(844, 390), ImVec2(390, 844), ImVec2(360, 640)}) {
    for (const std::vector<Panel*>& panels : sets.every()) {
      for (Panel* panel : panels) {
        // On a phone the page is chosen; elsewhere it is in some card.
        const Layout layout = arrange(size, panels, panel);
        ptrdiff_t times = 0;
        for (const Slot& slot : layout.slots) times += std::ranges::count(slot.panels, panel);
        CHECK_MESSAGE(times == 1, panel->name(), " at ", size.x, "×", size.y);
        if (layout.columns == Columns::one) CHECK(std::ranges::count(layout.pages, panel) == 1);
      }
    }
  }
}

TEST_CASE("where nothing likes to stand in the middle, something else takes it") {
  const Sets sets;
  for (const auto& panels :
       {sets.without({Place::centre}), sets.without({Place::centre, Place::play})}) {
    const Layout whole = arrange({1280, 800}, sets.all, sets.all.front());
    const auto covered = [](const Layout& layout) {
      float area = 0;
      for (const Slot& slot : layout.slots) area += slot.rect.width() * slot.rect.height();
      return area;
    };
    const Layout layout = arrange({1280, 800}, panels, panels.front());
    CHECK(covered(layout) >= covered(whole));
  }
}

TEST_CASE("a panel is found by its name, and only by that") {
  CHECK(panel_rows().size() > 1);
  for (const PanelRow* row : panel_rows()) CHECK(find_panel(row->name) == row);
  CHECK(!find_panel("Plane"));
  CHECK(!find_panel(""));
}

TEST_CASE("panels are there when the network has what they need") {
  using namespace hourglass;
  const Cards cards;
  const Theme theme{};
  Snapshot snapshot;
  const auto named = [&] {
    std::vector<std::string_view> names;
    for (const Panel* panel : cards.offered({snapshot, 0, theme})) names.push_back(panel->name());
    return names;
  };
  const auto has = [&](std::string_view name) { return std::ranges::count(named(), name) == 1; };
  CHECK(named().size() == panel_rows().size());  // nothing is known yet

  auto model = std::make_shared<Model>();
  snapshot.model = model;
  snapshot.data = std::make_shared<DataView>();
  snapshot.outputs.count = 16;
  CHECK_FALSE(has("plane"));
  CHECK_FALSE(has("sample"));
  CHECK_FALSE(has("blend"));
  CHECK_FALSE(has("reparameterise"));
  for (const std::string_view name : {"curves", "pictures", "data", "network", "settings"})
    CHECK_MESSAGE(has(name), name);

  CHECK_FALSE(has("filters"));
  model->filters = {400, 20};
  CHECK(has("filters"));
  CHECK_FALSE(has("abilities"));
  snapshot.abilities = {{.title = "this", .encoding = true}};
  CHECK_FALSE(has("abilities"));
  snapshot.abilities[0].sampling = true;
  CHECK(has("abilities"));

  snapshot.code_size = 2;
  CHECK(has("plane"));
  CHECK_FALSE(has("reparameterise"));
  model->variational = true;
  CHECK(has("reparameterise"));
}

TEST_CASE("in a frame one panel and the transport share all the room") {
  const Sets sets;
  for (const std::vector<Panel*>& panels : sets.every())
    for (const ImVec2 size : {ImVec2{320, 320}, {480, 600}, {1600, 900}}) {
      const Layout layout = embedded(size, panels);
      REQUIRE(layout.slots.size() == 1);
      CHECK(layout.slots[0].panels == layout.pages);
      CHECK(layout.top.height() == 0);
      for (const Rect& rect : {layout.slots[0].rect, layout.transport, layout.status})
        CHECK(within(rect, size));
      CHECK(apart(layout.slots[0].rect, layout.status));
      CHECK(apart(layout.status, layout.transport));
    }
}

TEST_CASE("below a bar everything but the top goes down by its height") {
  const Sets sets;
  for (const ImVec2 size : {ImVec2{390, 844}, {900, 700}, {1280, 800}}) {
    const Layout before = arrange({size.x, size.y - 44}, sets.all, sets.all.front());
    Layout after = before;
    lower(after, 44);
    CHECK(after.top.to.y == before.top.to.y);
    CHECK(after.status.from.y == before.status.from.y + 44);
    CHECK(within(after.status, size));
    for (size_t i = 0; i < after.slots.size(); ++i) {
      CHECK(after.slots[i].rect.from.y == before.slots[i].rect.from.y + 44);
      CHECK(within(after.slots[i].rect, size));
    }
  }
}
