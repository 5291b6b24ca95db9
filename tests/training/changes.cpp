// What one training changed against another, in words.
#include "model/changes.h"

#include <doctest/doctest.h>

using namespace hourglass;

TEST_CASE("changes are told by their labels, old and new") {
  Settings before = preset_settings("vae-2d"), after = before;
  CHECK(in_words(changes(before, after)).empty());
  set(after, "beta", "4");
  CHECK(in_words(changes(before, after)) == "β 1 → 4");
  set(after, "learning_rate", "0.01");
  set(after, "seed", "7");
  CHECK(changes(before, after).size() == 3);
  CHECK(in_words(changes(before, after)).ends_with(" and 1 more"));
  CHECK(in_words(changes(after, before), 3).find("β 4 → 1") != std::string::npos);
}

TEST_CASE("of another preset its own values are no change") {
  const Settings before = preset_settings("vae-2d");
  Settings after = before;
  set(after, "preset", "deep");
  CHECK(in_words(changes(before, after)) == "Preset VAE in the plane → Deep");
  set(after, "learning_rate", "0.01");
  CHECK(changes(before, after).size() == 2);
}

TEST_CASE("no value is told by what it means") {
  Settings before = preset_settings("vae-2d"), after = before;
  set(after, "classes", "3");
  CHECK(in_words(changes(before, after)) == "Classes all → 3");
}
