// Rows of a table as a sheet of colours: a line for each of its columns, by name, and a column for each
// row; of several sheets (input, output) the columns of one row stand side by side.
#pragma once
#include <imgui.h>

#include <optional>
#include <span>

#include "view/classes.h"

namespace hourglass::view {

// Where the cells are, logical pixels.
struct TableFit {
  uint32_t lines = 0, groups = 0;  // shown of the numbers of a row, and of the rows
  float line = 0, group = 0;  // height of a line; width of a row's columns with the gap after it
  bool named = false;         // lines are high enough for names
};
inline constexpr float table_gap = 4;
// room: of the cells. `sheets` columns a group.
TableFit fit_table(ImVec2 room, uint32_t numbers, uint32_t rows, uint32_t sheets);

// What is under the pointer.
struct TableHit {
  int32_t row = -1;
  uint32_t number = 0;
};
// `sheets`: each with the same rows, of a split, whose classes then stand above them, or of none.
TableHit draw_table(const Context&, ImVec2 at, ImVec2 size, std::span<const Pictures* const> sheets,
                    std::optional<Of> names);
// The scale of the cells' colours, right-aligned; returns its left edge.
float table_legend(const Context&, ImVec2 right);

// "Brutus", or "column 3".
std::string column_words(const DataView&, uint32_t number);

}  // namespace hourglass::view
