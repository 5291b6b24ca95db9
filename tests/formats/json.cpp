// JSON that somebody else wrote: as deep as anything needs to be, and no deeper.
#include "share/json.h"

#include <doctest/doctest.h>

using namespace hourglass;

namespace {

std::string nested(size_t depth, std::string inside = "") {
  return std::string(depth, '[') + inside + std::string(depth, ']');
}

}  // namespace

TEST_CASE("JSON is read as deep as it may be, and refused one level deeper") {
  CHECK(parse_json(nested(deepest_json, "1")).is_array());
  CHECK(parse_json(nested(deepest_json + 1, "1")).is_discarded());
  CHECK(parse_json(nested(1'000'000)).is_discarded());
  std::string objects = "1";
  for (size_t i = 0; i <= deepest_json; ++i) objects = "{\"a\":" + objects + "}";
  CHECK(parse_json(objects).is_discarded());
}

TEST_CASE("brackets in texts and side by side are no depth") {
  CHECK(parse_json("[\"[[[[[[[[[[[[[[[[[[[[[[[[\", \"\\\"[[[[[[[[[[[[[[[[[[[[\"]").is_array());
  CHECK(parse_json("[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]").size() == 19);
  CHECK(parse_json("{\"\\\\\":[1]}").is_object());
}

TEST_CASE("what is no JSON is no JSON") {
  for (const char* text : {"", "[", "]", "]]]]]", "{\"a\":}", "\"", "NaN", "[1,]"})
    CHECK(parse_json(text).is_discarded());
}
