// What is typed into the search, what it finds, and what becomes of a choice.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "model/lessons.h"
#include "model/presets.h"
#include "view/cards.h"
#include "view/matching.h"
#include "view/search.h"
#include "view/stage.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {

using What = Findable::Kind;

struct Desk : Stage {
  Cards cards;
  Desk() { settings = preset_settings("vae-2d"); }
  std::vector<Findable> all() const { return findables(context, cards.offered(context)); }
  std::vector<std::string> names(std::string_view typed) const {
    const std::vector<Findable> those = all();
    std::vector<std::string> names;
    for (const size_t i : found(those, typed)) names.emplace_back(those[i].name);
    return names;
  }
  Findable one(What kind, std::string_view name) const {
    for (const Findable& findable : all())
      if (findable.kind == kind && findable.name == name) return findable;
    FAIL("nothing is called ", std::string(name));
    return {};
  }
  bool choose_one(What kind, std::string_view name) {
    wishes = {};
    ran.clear();
    return choose(context, one(kind, name));
  }
};

}  // namespace

TEST_CASE("what is typed fits where every word is found, a title's beginning best") {
  CHECK(fitness("", {"Learning rate"}) > 0);
  CHECK(fitness("learn", {"Learning rate"}) > fitness("rate", {"Learning rate"}));
  CHECK(fitness("rate", {"Learning rate"}) > fitness("arning", {"Learning rate"}));
  CHECK(fitness("arning", {"Learning rate"}) > fitness("adam", {"Optimiser", "adam or sgd"}));
  CHECK(fitness("RATE learning", {"Learning rate"}) > 0);
  CHECK(fitness("rate adam", {"Learning rate", "of the optimiser"}) == 0);
}

TEST_CASE("the search has every setting, panel, preset, lesson and what everybody can learn from") {
  const Desk desk;
  const std::vector<Findable> all = desk.all();
  const auto count = [&](What kind) { return std::ranges::count(all, kind, &Findable::kind); };
  CHECK(count(What::setting) == std::ssize(properties()));
  CHECK(count(What::panel) == std::ssize(desk.cards.offered(desk.context)));
  CHECK(count(What::preset) == std::ssize(presets()));
  CHECK(count(What::lesson) == std::ssize(lessons()));
  CHECK(count(What::data) > 5);
  CHECK(count(What::command) > 15);
  std::set<std::pair<What, std::string>> names;
  for (const Findable& one : all) {
    CAPTURE(std::string(one.name));
    CHECK(!one.title.empty());
    CHECK(!one.line.empty());
    CHECK(names.emplace(one.kind, one.name).second);  // controls are named by it
  }
}

TEST_CASE("typing leaves what has the words, the best first") {
  const Desk desk;
  CHECK(desk.names("").size() == desk.all().size());
  CHECK(desk.names("learning rate").front() == "learning_rate");
  CHECK(desk.names("learning_rate").front() == "learning_rate");
  CHECK(desk.names("undo").front() == "undo");
  CHECK(desk.names("no such thing anywhere").empty());
  // A setting that does nothing here stands behind what does something and fits as well.
  const std::vector<std::string> momentum = desk.names("momentum");
  CHECK(std::ranges::find(momentum, "momentum") != momentum.end());
  CHECK(!desk.one(What::setting, "momentum").without.empty());
}

TEST_CASE("a choice is wished for, or carried out as its button would") {
  Desk desk;
  REQUIRE(desk.choose_one(What::command, "train"));
  CHECK(desk.ran == std::vector<std::string>{"train {}"});
  REQUIRE(desk.choose_one(What::preset, "linear"));
  CHECK(desk.ran == std::vector<std::string>{R"(set {"preset":"linear"})"});
  REQUIRE(desk.choose_one(What::data, "strokes"));
  CHECK(desk.ran == std::vector<std::string>{R"(loadDataset {"name":"strokes"})"});
  REQUIRE(desk.choose_one(What::panel, "curves"));
  CHECK(desk.wishes.show == "curves");
  REQUIRE(desk.choose_one(What::lesson, lessons()[0].name));
  CHECK(desk.wishes.lesson == lessons()[0].name);
  REQUIRE(desk.choose_one(What::command, "share"));
  CHECK(desk.wishes.toggle_share);
  REQUIRE(desk.choose_one(What::setting, "learning_rate"));
  CHECK(desk.wishes.show == "settings");
  CHECK(desk.wishes.ring == "set.learning_rate");
  REQUIRE(desk.choose_one(What::setting, "hidden"));
  CHECK(desk.wishes.show == "network");
  CHECK(desk.wishes.ring == "add-layer");
}

TEST_CASE("what can do nothing says why, and is not done") {
  Desk desk;
  CHECK_FALSE(desk.choose_one(What::command, "undo"));
  CHECK(desk.ran.empty());
  CHECK(desk.wishes.message.find("nothing to undo") != std::string::npos);
  CHECK_FALSE(desk.choose_one(What::setting, "momentum"));
  CHECK(desk.wishes.ring.empty());
  CHECK(desk.wishes.message == "Momentum: Only with optimizer sgd");
  CHECK_FALSE(desk.choose_one(What::setting, "couplings"));
  CHECK(desk.wishes.message == "Couplings: Only with method flow");
  CHECK_FALSE(desk.choose_one(What::command, "save"));  // nothing is built
  desk.status.can_undo = true;
  CHECK(desk.choose_one(What::command, "undo"));
}

TEST_CASE("the search is opened, typed into, chosen from by arrows and left by Esc") {
  Desk desk;
  Search search;
  const std::vector<Panel*> offered = desk.cards.offered(desk.context);
  const auto frame = [&](bool open) {
    desk.rects.clear();
    desk.paper.frame([&] { search.draw(desk.context, open, offered); });
  };
  const auto there = [&](std::string_view id) {
    return std::ranges::find(desk.rects, id, &NamedRect::id) != desk.rects.end();
  };
  const auto press = [&](ImGuiKey key) {
    ImGui::GetIO().AddKeyEvent(key, true);
    frame(false);
    frame(false);
    ImGui::GetIO().AddKeyEvent(key, false);
    frame(false);
  };
  ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  frame(false);
  CHECK_FALSE(there("search.words"));
  frame(true);
  frame(false);
  frame(false);
  REQUIRE(there("search.words"));
  CHECK(ImGui::GetIO().WantTextInput);  // the field has the keyboard
  CHECK(there("search.command.train"));
  for (const char* c = "learning rate"; *c; ++c) {
    ImGui::GetIO().AddInputCharacter(static_cast<unsigned>(*c));
    frame(false);
  }
  frame(false);
  CHECK(there("search.setting.learning_rate"));
  CHECK_FALSE(there("search.command.train"));
  press(ImGuiKey_DownArrow);
  press(ImGuiKey_UpArrow);
  press(ImGuiKey_Enter);
  CHECK(desk.wishes.ring == "set.learning_rate");
  CHECK_FALSE(there("search.words"));
  frame(true);
  frame(false);
  REQUIRE(there("search.command.train"));  // nothing is typed any more
  // A press on a kind leaves only these; another one all.
  const auto click = [&](std::string_view id) {
    const auto at = std::ranges::find(desk.rects, id, &NamedRect::id);
    REQUIRE(at != desk.rects.end());
    const ImVec2 place{(at->from.x + at->to.x) / 2, (at->from.y + at->to.y) / 2};
    ImGui::GetIO().AddMousePosEvent(place.x, place.y);
    frame(false);
    ImGui::GetIO().AddMouseButtonEvent(0, true);
    frame(false);
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    frame(false);
    frame(false);
  };
  click("views.search.lesson");
  CHECK_FALSE(there("search.command.train"));
  CHECK(there("search.lesson." + lessons()[0].name));
  click("views.search.lesson");
  CHECK(there("search.command.train"));
  press(ImGuiKey_Escape);
  CHECK_FALSE(there("search.words"));
}
