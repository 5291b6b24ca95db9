// Where panels stand, as a link has it.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "compute/error.h"
#include "share/link.h"
#include "view/cards.h"
#include "view/panels.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {
const PanelRow& row(std::string_view name) { return *find_panel(name); }
}  // namespace

TEST_CASE("an arrangement goes through a link and back, and is nothing where nothing was changed") {
  Cards cards;
  CHECK(cards.arrangement() == "");
  CHECK(with_panels("#v=1&w=abc", "") == "#v=1&w=abc");
  cards.move(row("curves"), Place::centre);
  cards.hide(row("filters"));
  cards.show(row("settings"));
  cards.enlarge(&row("plane"));
  const std::string word = cards.arrangement();
  CHECK(word.find("curves.centre") != word.npos);
  CHECK(word.find("filters.hidden") != word.npos);
  CHECK(word.ends_with("plane.alone"));

  const std::string link = with_panels("#v=1&preset=vae&w=abc", word);
  CHECK(link == "#v=1&preset=vae&panels=" + word + "&w=abc");  // as it is: nothing is to be encoded
  const ReadLink read = read_link(link, Settings{});
  CHECK(read.remarks.empty());
  CHECK(read.panels == word);
  CHECK(read.weights == "abc");

  Cards other;
  other.hide(row("curves"));
  other.move(row("runs"), Place::side);
  other.arrange_as(read.panels);
  CHECK(other.arrangement() == word);
  CHECK(other.workspace() == cards.workspace());
  CHECK(other.enlarged() == &row("plane"));
  CHECK(!other.hidden(row("curves")));
}

TEST_CASE("the tab in front is told where it is not the first, and not where a lesson brings it") {
  Cards cards;
  cards.show(row("plane"));  // the first of the centre
  CHECK(cards.arrangement() == "");
  cards.show(row("settings"));
  CHECK(cards.arrangement() == "settings");
  const std::string brought[] = {"settings"};
  CHECK(cards.arrangement(brought) == "");
  Cards other;
  other.arrange_as("settings");
  CHECK(other.arrangement() == "settings");
}

TEST_CASE("what is no arrangement is refused in one line and changes nothing") {
  Cards cards;
  cards.arrange_as("curves.centre,filters.hidden,plane.alone");
  const std::string before = cards.arrangement();
  for (const char* bad : {"",
                          ",",
                          "curves.",
                          ".hidden",
                          "curves.hidden,",
                          ",curves.hidden",
                          "nonsense",
                          "nonsense.hidden",
                          "curves.nowhere",
                          "curves.hidden.centre",
                          "curves.hidden,curves.hidden",
                          "curves.centre,curves.side",
                          "curves.hidden,curves.alone",
                          "curves,curves.hidden",
                          "curves,curves",
                          "curves.alone,plane.alone",
                          "Curves.hidden",
                          "curves .hidden",
                          "curves.hidden;plane.alone",
                          "curves..hidden",
                          "{\"hidden\":[\"curves\"]}",
                          "curves.hidden\n",
                          "pl\xFF\xFE",
                          "0",
                          "true"}) {
    CAPTURE(bad);
    std::string why;
    try {
      cards.arrange_as(bad);
    } catch (const Error& error) {
      why = error.what();
    }
    CHECK(why.starts_with("link: panels '"));
    CHECK(why.size() < 140);
    CHECK(cards.arrangement() == before);
  }
  CHECK_THROWS_AS(cards.arrange_as(std::string(100'000, 'x')), Error);
  CHECK_THROWS_AS(cards.arrange_as(std::string(100'000, ',')), Error);
}
