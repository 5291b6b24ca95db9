// The tour's captions: their order, where they stand, and how the tour ends.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "model/lessons.h"
#include "snapshot/status.h"
#include "view/paper.h"
#include "view/tour.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {

float shared(const Rect& a, const Rect& b) {
  return std::max(0.0F, std::min(a.to.x, b.to.x) - std::max(a.from.x, b.from.x)) *
         std::max(0.0F, std::min(a.to.y, b.to.y) - std::max(a.from.y, b.from.y));
}

// A page of 800 × 600 with all that the tour speaks of.
struct Page {
  Paper paper;
  Snapshot snapshot;
  SessionStatus status;
  Context::Wishes wishes;
  std::vector<NamedRect> rects;
  Context context{snapshot, 0, paper.theme};
  Tour tour;
  std::vector<std::string> missing;
  Page() {
    context.status = &status;
    context.wishes = &wishes;
    context.rects = &rects;
    ImGui::GetIO().AddMousePosEvent(5, 590);
    tour.begin();
  }
  void frame() {
    rects.clear();
    const auto stands = [&](const char* id, ImVec2 from, ImVec2 to) {
      if (std::ranges::find(missing, id) != missing.end()) return;
      NamedRect one;
      one.id = id, one.from = from, one.to = to;
      rects.push_back(one);
    };
    stands("play", {100, 10}, {190, 42});
    stands("lessons", {600, 10}, {640, 42});
    stands("plane.area", {330, 60}, {520, 500});
    stands("panel.curves", {540, 60}, {790, 250});
    stands("panel.pictures", {540, 260}, {790, 400});
    paper.frame([&] { tour.draw(context, rects); });
  }
  void click(ImVec2 at) {
    ImGui::GetIO().AddMousePosEvent(at.x, at.y);
    frame();
    ImGui::GetIO().AddMouseButtonEvent(0, true);
    frame();
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    frame();
    ImGui::GetIO().AddMousePosEvent(5, 590);
    frame();
  }
  Rect rect(std::string_view id) const {
    const auto found = std::ranges::find(rects, id, &NamedRect::id);
    REQUIRE_MESSAGE(found != rects.end(), std::string(id));
    return {found->from, found->to};
  }
  void press(std::string_view id) {
    frame();
    frame();
    const Rect at = rect(id);
    click({(at.from.x + at.to.x) / 2, (at.from.y + at.to.y) / 2});
  }
};

}  // namespace

TEST_CASE("a card of the tour stands within the screen, and covers nothing of what it speaks of") {
  const ImVec2 card{300, 170};
  const auto stands_well = [&](const Rect& what, ImVec2 screen, float gap) {
    const ImVec2 at = place_beside(what, card, screen, gap);
    const Rect stands{at, {at.x + card.x, at.y + card.y}};
    REQUIRE((at.x >= 0 && at.y >= 0 && stands.to.x <= screen.x && stands.to.y <= screen.y));
    const float margin = gap + 8;
    const float above = what.from.y - margin, below = screen.y - what.to.y - margin;
    const float left = what.from.x - margin, right = screen.x - what.to.x - margin;
    const bool room = std::max(above, below) > card.y || std::max(left, right) > card.x;
    if (room) REQUIRE(shared(what, stands) == 0);
  };
  for (const ImVec2 screen : {ImVec2{1280, 800}, {390, 844}, {844, 390}, {768, 1024}})
    for (float x = 0; x + 40 <= screen.x; x += 50)
      for (float y = 0; y + 32 <= screen.y; y += 40)
        for (const ImVec2 size : {ImVec2{40, 32}, {200, 44}, {screen.x * 0.4F, screen.y * 0.35F}})
          for (const float gap : {12.0F, 36.0F})
            stands_well({{x, y}, {std::min(x + size.x, screen.x), std::min(y + size.y, screen.y)}},
                        screen, gap);
}

TEST_CASE("the tour has four captions in words for mouse and finger, one after the other") {
  REQUIRE(tour_steps().size() == 4);
  Tour tour;
  CHECK(!tour.at());
  CHECK(tour.words(false).empty());
  tour.begin();
  std::set<std::string> heard;
  for (size_t i = 0; i < 4; ++i) {
    CHECK(tour.at() == i);
    CHECK(heard.insert(tour.words(false)).second);
    CHECK(tour.words(true).starts_with(std::to_string(i + 1) + " of 4. "));
    tour.next();
  }
  CHECK(!tour.at());
  CHECK(tour.words(false).empty());
  tour.next();
  CHECK(!tour.at());
}

TEST_CASE("Next leads from caption to caption, and none covers what it speaks of") {
  Page page;
  for (const char* what : {"play", "plane.area", "panel.curves", "lessons"}) {
    page.frame();
    page.frame();
    CHECK(shared(page.rect(what), page.rect("tour")) == 0);
    page.press("tour.next");
  }
  CHECK(!page.tour.at());
  page.frame();
  CHECK(std::ranges::find(page.rects, "tour", &NamedRect::id) == page.rects.end());
}

TEST_CASE("Skip, Esc, a lesson and a press elsewhere end the tour") {
  {
    Page page;
    page.press("tour.skip");
    CHECK(!page.tour.at());
  }
  {
    Page page;
    page.frame();
    ImGui::GetIO().AddKeyEvent(ImGuiKey_Escape, true);
    page.frame();
    CHECK(!page.tour.at());
  }
  {
    Page page;
    page.frame();
    page.click({700, 500});
    CHECK(!page.tour.at());
  }
  {
    Page page;
    page.frame();
    page.context.lesson = &lessons()[0];
    page.frame();
    CHECK(!page.tour.at());
  }
}

TEST_CASE("what a caption asks for moves the tour on") {
  Page page;
  page.frame();
  for (const ImGuiKey key : {ImGuiKey_S, ImGuiKey_F, ImGuiKey_Enter, ImGuiKey_Tab}) {
    ImGui::GetIO().AddKeyEvent(key, true);
    page.frame();
    ImGui::GetIO().AddKeyEvent(key, false);
    page.frame();
  }
  CHECK(page.tour.at() == 0);  // no key is the tour's own
  page.status.training = true;
  page.frame();
  CHECK(page.tour.at() == 1);
  page.click({400, 300});  // in the plane
  CHECK(page.tour.at() == 2);
}

TEST_CASE("begun while it trains, the tour has its first caption, too") {
  Page page;
  page.status.training = true;
  page.frame();
  page.frame();
  CHECK(page.tour.at() == 0);
}

TEST_CASE("what is not there is not spoken of") {
  Page page;
  page.missing = {"plane.area"};
  page.frame();
  page.press("tour.next");
  page.frame();
  CHECK(page.tour.at() == 2);
  page.missing = {"play", "plane.area", "panel.curves", "panel.pictures", "lessons"};
  page.frame();
  CHECK(!page.tour.at());
}
