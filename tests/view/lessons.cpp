// What lessons name of the interface.
#include <doctest/doctest.h>

#include "model/lessons.h"
#include "view/panels.h"

using namespace hourglass;

TEST_CASE("the panels that a lesson brings to the front are there") {
  for (const Lesson& lesson : lessons()) {
    CAPTURE(lesson.name);
    CHECK(!lesson.panels.empty());
    for (const std::string& name : lesson.panels) CHECK(view::find_panel(name));
  }
}
