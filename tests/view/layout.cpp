// How pictures are laid into textures and onto the page.
#include <doctest/doctest.h>

#include "view/pictures.h"
#include "view/reconstructions.h"

using namespace hourglass;
using namespace hourglass::view;

TEST_CASE("an atlas is about square and its cells do not overlap") {
  for (const uint32_t count : {1u, 2u, 16u, 36u, 289u, 1000u}) {
    const AtlasLayout a = atlas_layout(count, 56, 84);
    CHECK(a.count == count);
    CHECK(a.columns * a.rows >= count);
    CHECK(a.width() <= 4096);
    CHECK(a.height() <= 4096);
    for (uint32_t i = 1; i < count; ++i) {
      const bool right = a.x(i) == a.x(i - 1) + 56 && a.y(i) == a.y(i - 1);
      const bool below = a.x(i) == 0 && a.y(i) == a.y(i - 1) + 84;
      CHECK(right != below);
    }
  }
}

TEST_CASE("an atlas takes as many cells as its limit allows, and none that are too large") {
  CHECK(atlas_layout(1000, 280, 280, 2048).count == 49);
  CHECK(atlas_layout(3, 3000, 10, 2048).count == 0);
  CHECK(atlas_layout(0, 28, 28).count == 0);
}

TEST_CASE("pictures are magnified by the largest whole multiple of device pixels, at least one") {
  CHECK(whole_multiple(112, 28, 1) == 4);
  CHECK(whole_multiple(111.9f, 28, 1) == 3);
  CHECK(whole_multiple(112, 28, 2) == 8);
  CHECK(whole_multiple(112, 28, 1.5f) == 6);
  CHECK(whole_multiple(5, 28, 1) == 1);
}

TEST_CASE("a grid shows enough pictures and stays within its room") {
  for (const float width : {200.0f, 358.0f, 368.0f, 900.0f}) {
    for (const float height : {60.0f, 180.0f, 450.0f}) {
      for (const float scale : {1.0f, 1.5f, 2.0f, 3.0f}) {
        const GridFit fit = fit_grid({width, height}, 36, 28, 28, 12, 3, scale);
        CHECK(static_cast<float>(fit.columns) * (fit.cell.x + 3) - 3 <= width + 0.1f);
        CHECK(static_cast<float>(fit.rows) * (fit.cell.y + 3) - 3 <= height + 0.1f);
        CHECK(fit.columns * fit.rows >= 12);
      }
    }
  }
}

TEST_CASE("columns of reconstructions fit, with differences where there is room") {
  for (const float scale : {1.0f, 2.0f, 2.625f}) {
    const ColumnFit desktop = fit_columns({340, 136}, 16, 28, 28, 4, 4, scale);
    CHECK(desktop.columns >= 4);
    CHECK(desktop.bands == 1);
    CHECK(desktop.cell_height >= 50);
    CHECK(static_cast<float>(desktop.rows) * (desktop.cell_height + desktop.above) <= 136.1f);
    const ColumnFit phone = fit_columns({354, 478}, 16, 28, 28, 4, 4, scale);
    CHECK(phone.rows == 3);
    CHECK(phone.columns * phone.bands >= 8);
  }
  CHECK(fit_columns({300, 200}, 0, 28, 28, 4, 4, 1).columns == 0);
}
