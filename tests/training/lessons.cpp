// That every lesson can be followed: what it names is there and of use.
#include "model/lessons.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "compute/error.h"
#include "data/sources.h"
#include "method/method.h"
#include "model/presets.h"
#include "share/link.h"

using namespace hourglass;

TEST_CASE("lessons stand in one order, on networks that can be built, with controls that act") {
  REQUIRE(lessons().size() >= 20);
  std::set<double> orders;
  std::set<std::string> taught;
  for (const Lesson& lesson : lessons()) {
    CAPTURE(lesson.name);
    CHECK(orders.insert(lesson.order).second);
    taught.insert(lesson.preset);
    CHECK(find_lesson(lesson.name) == &lesson);
    const Settings settings = lesson_settings(lesson);
    CHECK_NOTHROW(validate(settings));
    CHECK(settings.preset == lesson.preset);
    CHECK(base_name(settings.data) == base_name(lesson.expect.data));
    for (const std::string& name : lesson.controls) {
      CAPTURE(name);
      const Property* p = find_property(name);
      REQUIRE(p);
      CHECK(p->acts_in(settings));
    }
    CHECK(!lesson.text.empty());
    CHECK(lesson.expect.key.starts_with("test."));
    CHECK(read_lesson(lesson.name,
                      [&] {
                        nlohmann::json text = to_json(lesson);
                        text.erase("name");
                        return text.dump();
                      }())
              .title == lesson.title);
  }
  // From the simplest to a DCGAN, in the order of the lectures.
  CHECK(lessons().front().name == "simplest");
  CHECK(taught.contains("dcgan"));
  CHECK(taught.size() >= 18);
}

TEST_CASE("a lesson's file that is wrong is refused in one line") {
  nlohmann::json good = to_json(lessons()[0]);
  good.erase("name");
  CHECK_NOTHROW(read_lesson("x", good.dump()));
  const auto refused = [&](auto change, const char* with) {
    nlohmann::json bad = good;
    change(bad);
    CHECK_THROWS_WITH_AS(read_lesson("x", bad.dump()), doctest::Contains(with), Error);
  };
  CHECK_THROWS_WITH_AS(read_lesson("x", "{"), doctest::Contains("lessons/x.json: is no JSON"),
                       Error);
  refused([](auto& j) { j.erase("answer"); }, "answer is missing");
  refused([](auto& j) { j["epochs"] = 0; }, "epochs is 0");
  refused([](auto& j) { j["expect"]["band"] = {2, 1}; }, "band is [2,1]");
  refused([](auto& j) { j["expect"]["more"] = 1; }, "'more' is not known");
  refused([](auto& j) { j["text"] = {1}; }, "text holds 1");
}

TEST_CASE("a link names a lesson, alone or beside what was changed in it") {
  const Settings fallback = preset_settings("deep");
  const ReadLink alone = read_link("#v=1&lesson=two-terms", fallback);
  CHECK(alone.remarks.empty());
  CHECK(alone.lesson == "two-terms");
  CHECK(alone.settings == lesson_settings(*find_lesson("two-terms")));
  Settings changed = alone.settings;
  changed.beta = 4;
  const ReadLink again = read_link(write_link(changed, "two-terms"), fallback);
  CHECK(again.remarks.empty());
  CHECK(again.lesson == "two-terms");
  CHECK(again.settings == changed);
  // Another network than the lesson's, be it the one that links need not name.
  for (const std::string& preset : {Settings{}.preset, std::string("deep")}) {
    const Settings other = preset_settings(preset);
    const ReadLink kept = read_link(write_link(other, "two-terms"), fallback);
    CHECK(kept.settings == other);
    CHECK(kept.lesson == "two-terms");
  }
  CHECK(read_link("#v=1&beta=2&lesson=two-terms", fallback).settings.beta == 2);
  const ReadLink unknown = read_link("#v=1&preset=vae&lesson=none", fallback);
  REQUIRE(unknown.remarks.size() == 1);
  CHECK(unknown.remarks[0] == "link: there is no lesson 'none'");
  CHECK(unknown.lesson.empty());
  CHECK(unknown.settings.preset == "vae");
}
