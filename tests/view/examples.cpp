// How points, rows of tables and classes are laid out.
#include <doctest/doctest.h>

#include <cmath>

#include "view/classes.h"
#include "view/examples.h"
#include "view/reconstructions.h"
#include "view/row_table.h"
#include "view/scatter.h"
#include "view/theme.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {

Pictures points(std::vector<float> numbers, uint32_t dimensions) {
  const auto count = static_cast<uint32_t>(numbers.size() / dimensions);
  return {count, 1, 1, std::move(numbers), dimensions, hourglass::Kind::points};
}

DataView view_of(Pictures train, Pictures test) {
  DataView data;
  data.kind = train.kind;
  data.train = std::move(train);
  data.test = std::move(test);
  return data;
}

}  // namespace

TEST_CASE("every point of the data lies in its plot, at one scale for both directions") {
  const DataView data = view_of(points({-1, 0, 3, 0.5f}, 2), points({0, -0.25f, 1, 1}, 2));
  for (const ImVec2 size : {ImVec2{300, 120}, ImVec2{100, 400}, ImVec2{28, 28}}) {
    const Scatter scatter(data, {10, 20}, {10 + size.x, 20 + size.y});
    for (const Pictures* some : {&data.train, &data.test})
      for (uint32_t i = 0; i < some->count; ++i) {
        const ImVec2 place = scatter.at(some->picture(i));
        CHECK(place.x > 10);
        CHECK(place.x < 10 + size.x);
        CHECK(place.y > 20);
        CHECK(place.y < 20 + size.y);
      }
    const ImVec2 o = scatter.place({0, 0}), right = scatter.place({1, 0}),
                 up = scatter.place({0, 1});
    CHECK(right.x - o.x == doctest::Approx(o.y - up.y));
    CHECK(up.y < o.y);
  }
}

TEST_CASE("points in space are seen obliquely: the second axis goes back, up and to the right") {
  const auto at = [](float x, float y, float z) { return Scatter::project(std::array{x, y, z}); };
  CHECK(at(1, 0, 0) == std::array{1.0f, 0.0f});
  CHECK(at(0, 0, 1) == std::array{0.0f, 1.0f});
  CHECK(at(0, 1, 0)[0] > 0);
  CHECK(at(0, 1, 0)[1] > 0);
  CHECK(Scatter::project(std::array{2.0f, 3.0f}) == std::array{2.0f, 3.0f});
  CHECK(Scatter::project(std::array{2.0f}) == std::array{2.0f, 0.0f});
}

TEST_CASE("one point alone, or none, still has a plot") {
  for (const Pictures& test : {points({2, 3}, 2), points({}, 2)}) {
    const Scatter scatter(view_of(points({}, 2), test), {0, 0}, {100, 100});
    const ImVec2 place = scatter.place({2, 3});
    CHECK(std::isfinite(place.x));
    CHECK(std::isfinite(place.y));
  }
}

TEST_CASE("the point that is meant is the nearest one within reach") {
  const Pictures some = points({0, 0, 1, 0, 0, 1}, 2);
  const Scatter scatter(view_of(some, some), {0, 0}, {200, 200});
  for (uint32_t i = 0; i < some.count; ++i) {
    ImVec2 place = scatter.at(some.picture(i));
    place.x += 3;
    CHECK(PointPlot::nearest(scatter, some, place, 8) == static_cast<int32_t>(i));
    CHECK(PointPlot::nearest(scatter, some, {place.x, place.y + 30}, 8) == -1);
  }
}

TEST_CASE("pictures have cells of their own size, points and rows that of a digit") {
  Pictures colour{1, 32, 24, std::vector<float>(32 * 24 * 3), 3};
  CHECK(cell_of(colour).height == 32);
  CHECK(cell_of(colour).width == 24);
  CHECK(cell_of(points({1, 2}, 2)).longest() == 28);
}

TEST_CASE(
    "a part of a set of pictures has their shape, channels and kind, and ends where they do") {
  Pictures set = points({0, 1, 2, 3, 4, 5}, 2);
  const Pictures part = set.part(1, 5);
  CHECK(part.count == 2);
  CHECK(part.pixels == std::vector<float>{2, 3, 4, 5});
  CHECK(part.channels == 2);
  CHECK(part.kind == hourglass::Kind::points);
  CHECK(set.part(3, 1).count == 0);
}

TEST_CASE("a table fits its room, whatever there is of rows, numbers and sheets") {
  for (const ImVec2 room : {ImVec2{340, 180}, ImVec2{120, 60}, ImVec2{20, 400}, ImVec2{900, 500}})
    for (const uint32_t numbers : {1u, 7u, 30u, 784u})
      for (const uint32_t rows : {1u, 6u, 36u, 1000u})
        for (const uint32_t sheets : {1u, 2u, 3u}) {
          const TableFit fit = fit_table(room, numbers, rows, sheets);
          CHECK(fit.lines <= numbers);
          CHECK(fit.groups <= rows);
          CHECK(fit.lines >= 1);
          CHECK(fit.groups >= 1);
          CHECK(static_cast<float>(fit.lines) * fit.line <= room.y + 0.01f);
          CHECK(static_cast<float>(fit.groups) * fit.group <= room.x + table_gap + 0.01f);
        }
  CHECK(fit_table({340, 180}, 7, 6, 2).named);
  CHECK_FALSE(fit_table({340, 180}, 784, 6, 2).named);
}

TEST_CASE("more classes than ten have colours too, the first thirty different ones") {
  const Theme theme = make_theme(true);
  for (uint32_t a = 0; a < 30; ++a)
    for (uint32_t b = 0; b < a; ++b) CHECK(class_colour(theme, a) != class_colour(theme, b));
  CHECK(class_colour(theme, 3) == theme.classes[3]);
  CHECK(class_colour(theme, 33) == class_colour(theme, 3));
  CHECK(class_colour(theme, 65535) != 0);
}

TEST_CASE("ten classes are shown at a time, those around the chosen one") {
  const Theme theme = make_theme(true);
  Snapshot snapshot;
  auto data = std::make_shared<DataView>();
  snapshot.data = data;
  Context context{snapshot, 1, theme};
  ClassPage page;
  const auto show = [&](uint32_t classes, int32_t chosen) {
    data->classes = classes;
    context.chosen_class = chosen;
    page.update(context);
    return std::array{page.first(), page.count()};
  };
  CHECK(show(0, -1) == std::array{0u, 0u});
  CHECK(show(2, -1) == std::array{0u, 2u});
  CHECK_FALSE(page.turns());
  CHECK(show(10, 9) == std::array{0u, 10u});
  CHECK(show(25, -1) == std::array{0u, 10u});
  CHECK(page.turns());
  CHECK(show(25, 24) == std::array{20u, 5u});
  page.turn(1);
  CHECK(show(25, 24) == std::array{0u, 10u});
  page.turn(-1);
  CHECK(show(25, 24) == std::array{20u, 5u});
  CHECK(show(12, -1) == std::array{0u, 10u});
}

TEST_CASE("a spoilt input is one more row of pictures, never one less") {
  for (const ImVec2 room : {ImVec2{340, 136}, ImVec2{354, 478}, ImVec2{340, 200}}) {
    const ColumnFit fit = fit_columns(room, 16, 28, 28, 4, 4, 1, 3);
    CHECK(fit.rows >= 3);
    CHECK(fit.columns >= 1);
    CHECK(static_cast<float>(fit.bands * fit.rows) * (fit.cell_height + fit.above) <= room.y);
  }
}
