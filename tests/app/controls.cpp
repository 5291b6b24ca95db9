// What keys do, and that they do nothing while something is open over the page.
#include "app/controls.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "view/gallery.h"
#include "view/stage.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {

// A page with one gallery on it.
struct Page : Stage {
  Gallery gallery;

  Page() {
    context.command = [this](std::string_view name, const nlohmann::json&) {
      ran.emplace_back(name);
    };
  }
  void frame() {
    rects.clear();
    paper.frame([&] {
      keyboard(context);
      const GalleryEntry entries[] = {{"one", "One", "The first", "Numbers"}};
      gallery.draw(context, "gallery", "One", 0, entries, 100);
    });
  }
  void click(std::string_view id) {
    const NamedRect* at = find(id);
    REQUIRE(at);
    ImGui::GetIO().AddMousePosEvent((at->from.x + at->to.x) / 2, (at->from.y + at->to.y) / 2);
    frame();
    ImGui::GetIO().AddMouseButtonEvent(0, true);
    frame();
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    frame();
    frame();
  }
  // What came of a key, or of a chord of it.
  std::string pressed(ImGuiKey key, ImGuiKey with = ImGuiKey_None) {
    ImGuiIO& io = ImGui::GetIO();
    wishes = {};
    ran.clear();
    const auto hold = [&](bool down) {
      if (with != ImGuiKey_None) io.AddKeyEvent(with, down);
      io.AddKeyEvent(key, down);
      frame();
      frame();
    };
    hold(true);
    hold(false);
    std::string all;
    for (const std::string& command : ran) all += command + " ";
    if (wishes.toggle_theme) all += "theme ";
    if (wishes.toggle_help) all += "help ";
    if (wishes.toggle_search) all += "search ";
    if (wishes.enlarge) all += "enlarge ";
    if (wishes.open) all += "open ";
    if (wishes.save) all += "save ";
    return all;
  }
  // Of all of them.
  std::string of_each() {
    std::string all;
    for (const ImGuiKey key : {ImGuiKey_Space, ImGuiKey_S, ImGuiKey_R, ImGuiKey_T, ImGuiKey_F,
                               ImGuiKey_F1, ImGuiKey_RightArrow})
      all += pressed(key);
    for (const ImGuiKey key : {ImGuiKey_K, ImGuiKey_Z, ImGuiKey_Y, ImGuiKey_S, ImGuiKey_O})
      all += pressed(key, ImGuiMod_Ctrl);
    return all;
  }
};

}  // namespace

TEST_CASE("keys train, step and reset, but not behind an open gallery") {
  Page page;
  page.frame();
  page.frame();
  const std::string usual = "train step reset theme enlarge help step search undo redo save open ";
  CHECK(page.of_each() == usual);
  page.click("gallery");
  REQUIRE(page.find("gallery.one"));
  CHECK(page.of_each() == "");
  CHECK(page.find("gallery.one"));  // and it is still open
  page.click("gallery.one");
  CHECK_FALSE(page.find("gallery.one"));
  CHECK(page.of_each() == usual);
}
