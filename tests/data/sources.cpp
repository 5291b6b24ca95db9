// The table of sources.
#include "data/sources.h"

#include <doctest/doctest.h>

#include <set>

#include "compute/error.h"
#include "data/variations.h"

namespace hourglass {
namespace {

TEST_CASE("every source says what it is, in words that fit, and its example is of it") {
  std::set<std::string_view> names;
  for (const Source& source : sources()) {
    CAPTURE(source.name);
    CHECK(names.insert(source.name).second);
    CHECK(source.open != nullptr);
    for (const std::string_view text : {source.title, source.about, source.made}) {
      CHECK(text.size() > 3);
      CHECK(text.size() < 180);
    }
    CHECK(parse_data_name(source.example).source == &source);
    CHECK(form(source).starts_with(source.name));
    CHECK((source.argument.empty() || source.reach != Reach::built_in));
  }
  for (const char* name : {"strokes", "mnist", "idx", "cifar10", "npy", "csv", "images", "shapes",
                           "rect", "rect-img", "convex", "textures", "ring", "grid", "moons",
                           "spiral", "swiss-roll", "terms", "gaussian-2d"})
    CHECK(names.contains(name));
}

TEST_CASE("all forms fit into the line that refuses an unknown name") {
  const Error error("data \"minst:x\" is not known; choose " + source_forms());
  CHECK(std::string_view(error.what()).find("…]") != std::string_view::npos);  // of cifar10's form
  CHECK(std::string_view(error.what()).ends_with(form(sources().back())));
}

TEST_CASE("a name falls into source, argument and variations") {
  const DataName name = parse_data_name("mnist:a+b+basic+rot");
  CHECK(name.source->name == "mnist");
  CHECK(name.plain == "mnist:a+b");
  CHECK(name.read == "mnist:a+b");
  CHECK(name.argument == "a+b");
  REQUIRE(name.variations.size() == 2);
  CHECK(name.variations[0].variation->name == "basic");
  CHECK(name.variations[1].variation->name == "rot");
}

TEST_CASE("what prepares and stands first is how files are read") {
  const DataName name = parse_data_name("images:a+b+crop+size28+invert+grey");
  CHECK(name.plain == "images:a+b");
  CHECK(name.read == "images:a+b+crop+size28");
  CHECK(name.argument == "a+b");
  CHECK(name.how() == Preparation{.crop = true, .size = 28});
  CHECK(behind(name.how()) == "+crop+size28");
  CHECK(base_name("images:x+size28+rot") == "images:x+size28");
  CHECK(base_name("idx:x+size28+rot") == "idx:x");
  CHECK(base_name("files+size28") == "files");
  CHECK(parse_data_name("csv:t+label=a b").how().label == "a b");
}

TEST_CASE("a link names what everybody can have, and nothing of anybody's folders") {
  for (const char* name : {"strokes", "mnist", "shapes", "strokes+rot", "strokes+size14"})
    CHECK(shareable(name));
  for (const char* name : {"mnist:DIR", "mnist+rot", "idx:x", "csv:x", "images:x+rot", "files",
                           "files+size9", "mnist+size14", "", "+rot"})
    CHECK_FALSE(shareable(name));
}

TEST_CASE("what is drawn from the seed is known by its name") {
  for (const char* name : {"strokes", "ring", "mnist:DIR+rot", "strokes+basic"})
    CHECK(drawn_from_seed(name));
  for (const char* name : {"mnist:DIR", "mnist", "mnist:DIR+basic", "files", ""})
    CHECK_FALSE(drawn_from_seed(name));
}

}  // namespace
}  // namespace hourglass
