// Errors are one line that a status line holds, whatever names come from outside.
#include "compute/error.h"

#include <doctest/doctest.h>

using namespace hourglass;

TEST_CASE("an error's text is one line, with control characters as spaces") {
  CHECK(std::string(Error("a\nb\r\tc\x7F: is no\0thing").what()) == "a b  c : is no");
  CHECK(one_line("images: 28×28 — fine") == "images: 28×28 — fine");
}

TEST_CASE("overlong names lose their middle, and what is said about them stays") {
  const std::string name(1'000'000, 'x');
  const std::string text =
      one_line("preset: '" + name + "' is not known; choose " + name + ", vae");
  CHECK(text.starts_with("preset: 'xxxx"));
  CHECK(text.find("…") != text.npos);
  CHECK(text.find("xx' is not known; choose xx") != text.npos);
  CHECK(text.ends_with("xx, vae"));
  CHECK(text.size() <= 240);
}

TEST_CASE("a name of many words is cut at the end, and no character in two") {
  std::string name;
  for (int i = 0; i < 1000; ++i) name += "né ";
  for (const char* start : {"", "a", "ab"}) {
    const std::string text = one_line(start + name);
    CHECK(text.size() <= 240);
    CHECK(text.ends_with("…"));
    const std::string_view before = std::string_view(text).substr(0, text.size() - 3);
    CHECK((before.ends_with("n") || before.ends_with("é") || before.ends_with(" ")));
  }
}
