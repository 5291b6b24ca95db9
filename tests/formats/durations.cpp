#include "share/durations.h"

#include <doctest/doctest.h>

#include "compute/clock.h"

using namespace hourglass;

TEST_CASE("durations are told in the unit that people would take") {
  CHECK(duration(0) == "0 s");
  CHECK(duration(12.4) == "12 s");
  CHECK(duration(99) == "99 s");
  CHECK(duration(100) == "2 min");
  CHECK(duration(3599) == "60 min");
  CHECK(duration(7265) == "2 h 1 min");
}

TEST_CASE("what is left of a wait is told once it can be known") {
  const double now = seconds_now();
  const auto left = seconds_left(now - 1000, 0.25);
  REQUIRE(left);
  CHECK(*left >= 3000);                        // three times what was spent
  CHECK(*left < 3000 + 3 * 1000);              // however slow this machine is
  CHECK_FALSE(seconds_left(now + 1000, 0.5));  // it has not begun
  CHECK_FALSE(seconds_left(now - 1000, 0));
  CHECK_FALSE(seconds_left(now - 1000, 1));
}
