#include "view/numbers.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace hourglass::view;

TEST_CASE("numbers have three significant figures") {
  CHECK(three_figures(0) == "0");
  CHECK(three_figures(98.349) == "98.3");
  CHECK(three_figures(105.44) == "105");
  CHECK(three_figures(1.2345) == "1.23");
  CHECK(three_figures(0.012345) == "0.0123");
  CHECK(three_figures(9.999) == "10.0");
  CHECK(three_figures(999.6) == "1,000");
  CHECK(three_figures(12480) == "12,500");
  CHECK(three_figures(1234567) == "1,230,000");
  CHECK(three_figures(-4.567) == "−4.57");
  CHECK(three_figures(1.5e-7) == "1.5e-07");
  CHECK(three_figures(NAN) == "–");
  CHECK(three_figures(INFINITY) == "–");
}

TEST_CASE("counters have commas, and one thing is no things") {
  CHECK(thousands(0) == "0");
  CHECK(thousands(999) == "999");
  CHECK(thousands(1240) == "1,240");
  CHECK(thousands(1234567) == "1,234,567");
  CHECK(plural(1, "thread") == "1 thread");
  CHECK(plural(2, "thread") == "2 threads");
}
