// Keys that are drawn, as a finger finds them.
#include "view/keypad.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "view/cards.h"
#include "view/gallery.h"
#include "view/search.h"
#include "view/stage.h"
#include "view/widgets.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {

// A phone, and what is on it.
struct Phone : Stage {
  std::function<void()> draws;

  Phone(ImVec2 screen, std::function<void()> what) : draws(std::move(what)) {
    ImGui::GetIO().DisplaySize = screen;
    context.touch = screen.x < 600;
    ImGui::GetIO().AddMouseSourceEvent(ImGuiMouseSource_TouchScreen);
    ImGui::GetIO().AddMousePosEvent(1, 1);
    for (int i = 0; i < 4; ++i) frame();
  }
  void frame() {
    rects.clear();
    paper.frame(draws);
  }
  const NamedRect& at(std::string_view id) const {
    const NamedRect* found = find(id);
    REQUIRE_MESSAGE(found, std::string(id));
    return *found;
  }
  void tap(std::string_view id) {
    const NamedRect where = at(id);
    ImGui::GetIO().AddMousePosEvent((where.from.x + where.to.x) / 2,
                                    (where.from.y + where.to.y) / 2);
    frame();
    ImGui::GetIO().AddMouseButtonEvent(0, true);
    frame();
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    frame();
    frame();
  }
  void type(std::string_view text) {
    for (const char c : text)
      tap(c == ' ' ? std::string("keypad.space") : std::string("keypad.") + c);
  }
  // Each within the screen, high enough, and beside the others.
  void check_keys() const {
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    std::vector<NamedRect> keys;
    for (const NamedRect& rect : rects)
      if (rect.id.starts_with("keypad.")) keys.push_back(rect);
    CHECK(keys.size() == 26 + 5);
    for (const NamedRect& key : keys) {
      CAPTURE(key.id);
      CHECK(key.from.x >= 0);
      CHECK(key.to.x <= screen.x);
      CHECK(key.to.y <= screen.y);
      CHECK(key.to.y - key.from.y >= 44);
      CHECK(key.to.x - key.from.x >= 30);  // as on any phone that is held upright
      for (const NamedRect& other : keys)
        CHECK((&other == &key || other.to.x <= key.from.x || key.to.x <= other.from.x ||
               other.to.y <= key.from.y || key.to.y <= other.from.y));
    }
  }
};

const ImVec2 screens[] = {{390, 844}, {844, 390}};

}  // namespace

TEST_CASE("letters are typed by finger, a capital after its key, digits and signs behind theirs") {
  for (const ImVec2 screen : screens) {
    CAPTURE(screen.x);
    std::string text;
    bool done = false;
    Phone* phone = nullptr;
    Phone its(screen, [&] {
      if (phone) done |= letter_keys(phone->context, text, std::min(600.0f, screen.x - 100));
    });
    phone = &its;
    its.frame();
    its.type("my ");
    its.tap("keypad.shift");
    its.type("Run");
    its.tap("keypad.123");
    its.type("=2");
    CHECK_FALSE(its.find("keypad.q"));
    its.tap("keypad.abc");
    its.type("qx");
    its.tap("keypad.back");
    CHECK(text == "my Run=2q");
    CHECK_FALSE(done);
    its.tap("keypad.done");
    CHECK(done);
  }
  CHECK(after_key("één", "back") == "éé");
  CHECK(after_key("é", "back").empty());
}

TEST_CASE("the search is typed by finger, and what is found stands above the keys") {
  for (const ImVec2 screen : screens) {
    CAPTURE(screen.x);
    Search search;
    Cards cards;
    std::vector<Panel*> offered;
    bool open = true;
    Phone* phone = nullptr;
    Phone its(screen, [&] {
      if (phone) search.draw(phone->context, std::exchange(open, false), offered);
    });
    phone = &its;
    offered = cards.offered(its.context);
    its.frame();
    its.frame();
    its.frame();
    its.check_keys();
    its.type("learning rate");
    const NamedRect& found = its.at("search.setting.learning_rate");
    CHECK(found.to.y <= its.at("keypad.q").from.y);
    CHECK(its.at("search.words").to.y <= found.from.y);
    CHECK_FALSE(its.find("search.command.train"));
    its.tap("keypad.done");  // takes the first
    CHECK(its.wishes.ring == "set.learning_rate");
    CHECK_FALSE(its.find("search.words"));
  }
}

TEST_CASE("a name is typed by finger where a field would be, and Done gives it") {
  for (const ImVec2 screen : screens) {
    CAPTURE(screen.x);
    Keypad keypad;
    std::string name = "a";
    Phone* phone = nullptr;
    Phone its(screen, [&] {
      if (!phone) return;
      if (const auto given = text_field(phone->context, keypad, "name", name, "Its name", 200))
        name = *given;
    });
    phone = &its;
    its.frame();
    its.tap("name");
    its.check_keys();
    its.type("bc");
    CHECK(name == "a");
    its.tap("keypad.done");
    CHECK(name == "abc");
    CHECK_FALSE(its.find("keypad.done"));
    // By a mouse it is a field again.
    ImGui::GetIO().AddMouseSourceEvent(ImGuiMouseSource_Mouse);
    if (!its.context.touch) {
      its.tap("name");
      CHECK_FALSE(its.find("keypad.done"));
    }
  }
}

TEST_CASE("a gallery has the keys once its field is touched, below what is found") {
  Gallery gallery;
  Phone* phone = nullptr;
  const GalleryEntry entries[] = {{"one", "One", "The first", "Numbers"},
                                  {"two", "Two", "The second", "Numbers"}};
  std::optional<size_t> chosen;
  Phone its({390, 844}, [&] {
    if (!phone) return;
    if (const auto now = gallery.draw(phone->context, "g", "One", 0, entries, 100)) chosen = now;
  });
  phone = &its;
  its.frame();
  its.tap("g");
  CHECK(its.find("g.one"));
  CHECK_FALSE(its.find("keypad.q"));
  its.tap("g.search");
  its.check_keys();
  its.type("two");
  CHECK_FALSE(its.find("g.one"));
  CHECK(its.at("g.two").to.y <= its.at("keypad.q").from.y);
  its.tap("keypad.done");
  CHECK_FALSE(its.find("keypad.q"));
  its.tap("g.two");
  CHECK(chosen == 1);
}
