// A choice of classes and a limit; parts and unions of examples.
#include "data/select.h"

#include "compute/memory.h"
#include "data/sources.h"
#include "formats/folder.h"

namespace hourglass {
namespace {

using namespace test;

TEST_CASE("classes are picked in order, and keep their numbers and names") {
  const Split all = load_dataset("shapes", 1);
  const Split split = select(all, {{0, 2}, 5});
  CHECK(split.train.count == 5);
  CHECK(split.train.classes == 3);
  CHECK(split.train.class_names == all.train.class_names);
  CHECK(split.train.factors.size() == 5);
  uint32_t at = 0;
  for (uint32_t i = 0; i < 5; ++i, ++at) {
    while (all.train.labels[at] == 1) ++at;
    CHECK(split.train.labels[i] == all.train.labels[at]);
    CHECK(std::ranges::equal(split.train.image(i), all.train.image(at)));
    CHECK(split.train.factors[2].values[i] == all.train.factors[2].values[at]);
  }
  CHECK(split.test.count > 1000);  // no limit
  CHECK(std::ranges::none_of(split.test.labels, [](Label l) { return l == 1; }));
}

TEST_CASE(
    "what places belong to goes with their pictures, and is forgotten where places are moved") {
  const Split all = load_dataset("shapes", 1);
  const size_t places = all.train.places();
  REQUIRE(all.train.regions.size() == all.train.count * places);
  const auto regions_of = [&](const Dataset& data, uint32_t i) {
    return std::span(data.regions).subspan(i * places, places);
  };
  for (uint32_t i = 0; i < 200; ++i)
    for (size_t p = 0; p < places; ++p) {
      const uint8_t pixel = all.train.image(i)[p];
      REQUIRE(regions_of(all.train, i)[p] == (pixel >= 127 ? 1 + all.train.labels[i] : 0));
    }
  const Dataset few = select(all.train, std::vector<uint32_t>{2}, 9);
  const Dataset two = joined(few, part(all.train, 3, 4));
  CHECK(std::ranges::equal(regions_of(two, 10), regions_of(all.train, 4)));
  CHECK(std::ranges::all_of(regions_of(few, 8), [](uint8_t r) { return r == 0 || r == 3; }));
  const Split cluttered = load_dataset("shapes+clutter", 1);
  CHECK(cluttered.train.regions == all.train.regions);
  CHECK(load_dataset("shapes+rot", 1).train.regions.empty());
  CHECK(load_dataset("shapes+rot-bg-img", 1).train.regions.empty());
}

TEST_CASE("of normal classes alone is trained, while all are tested") {
  const Split all = load_dataset("shapes", 1);
  const Split split = select(all, {{}, 7, 0, {1}});
  CHECK(split.train.count == 7);
  CHECK(std::ranges::all_of(split.train.labels, [](Label l) { return l == 1; }));
  CHECK(split.test.count == all.test.count);
  const Split of_two = select(all, {{0, 1}, 0, 0, {1}});
  CHECK(std::ranges::all_of(of_two.train.labels, [](Label l) { return l == 1; }));
  CHECK(std::ranges::none_of(of_two.test.labels, [](Label l) { return l == 2; }));
  CHECK(contains(refusal([&] { select(all, {{}, 0, 0, {9}}); }), "has no class 9"));
}

TEST_CASE("a limit alone and a part copy nothing") {
  const Split all = load_dataset("ring", 1);
  const Split split = select(all, {{}, 7});
  CHECK(split.train.count == 7);
  CHECK(split.train.values.data() == all.train.values.data());
  CHECK(select(all, {}).train.values.data() == all.train.values.data());
  CHECK(select(all, {{}, 1'000'000}).train.count == all.train.count);
  const Dataset tail = part(all.train, 100, 3);
  CHECK(tail.values.data() == all.train.values.data() + 200);
  CHECK(tail.labels[2] == all.train.labels[102]);
  CHECK(joined(tail, tail).count == 6);
  CHECK(joined(tail, tail).row(4)[1] == tail.row(1)[1]);
}

TEST_CASE("a threshold makes pixels black or white, in both splits") {
  const Split all = load_dataset("shapes+bg-rand", 1);
  const Split split = select(all, {{}, 40, 0.5f});
  CHECK(split.train.count == 40);
  for (const auto* data : {&split.train, &split.test})
    CHECK(std::ranges::all_of(data->pixels, [](uint8_t p) { return p == 0 || p == 255; }));
  for (uint32_t p = 0; p < all.train.example.features(); ++p)
    CHECK((split.train.image(3)[p] == 255) == (all.train.image(3)[p] > 127));
  CHECK(contains(refusal([] { select(load_dataset("ring"), {{}, 0, 0.5f}); }), "not of pixels"));
}

TEST_CASE("classes that are not there are refused") {
  const Split shapes = load_dataset("shapes", 1);
  CHECK(contains(refusal([&] { select(shapes, {{3}, 0}); }),
                 "shapes has no class 3; choose from 0 to 2"));
  CHECK(contains(refusal([] { select(load_dataset("gaussian-2d"), {{0}, 0}); }), "has no labels"));
  CHECK(contains(refusal([&] {
                   select(select(shapes.train, std::vector<uint32_t>{1}, 0),
                          std::vector<uint32_t>{0}, 0);
                 }),
                 "no example of class 0"));
}

}  // namespace
}  // namespace hourglass
