#include "view/panels.h"

#include <algorithm>
#include <array>

// In the order of tabs and messages.
// clang-format off: a row a line.
#define HOURGLASS_PANELS(row) \
  row(plane) \
  row(pull) \
  row(beside) \
  row(generated) \
  row(regions) \
  row(confusion) \
  row(curves) \
  row(abilities) \
  row(pictures) \
  row(infill) \
  row(filters) \
  row(mistakes) \
  row(anomalies) \
  row(sample) \
  row(code) \
  row(reparameterise) \
  row(blend) \
  row(runs) \
  row(layers) \
  row(lesson) \
  row(data) \
  row(network) \
  row(settings)
// clang-format on

namespace hourglass::view {

// Each at the end of a panel's own file.
namespace panel {
#define HOURGLASS_DECLARE(name) extern const PanelRow name;
HOURGLASS_PANELS(HOURGLASS_DECLARE)
#undef HOURGLASS_DECLARE
}  // namespace panel

namespace {

constexpr auto table = std::to_array<const PanelRow*>({
#define HOURGLASS_LIST(name) &panel::name,
    HOURGLASS_PANELS(HOURGLASS_LIST)
#undef HOURGLASS_LIST
});

}  // namespace

std::span<const PanelRow* const> panel_rows() { return table; }

const PanelRow* find_panel(std::string_view name) {
  const auto found = std::ranges::find(table, name, &PanelRow::name);
  return found == table.end() ? nullptr : *found;
}

std::string panel_names() {
  std::string all;
  for (const PanelRow* row : table) all += (all.empty() ? "" : ", ") + std::string(row->name);
  return all;
}

std::vector<std::unique_ptr<Panel>> make_panels() {
  std::vector<std::unique_ptr<Panel>> all;
  for (const PanelRow* row : table) all.push_back(row->make(*row));
  return all;
}

std::string_view panel_title(const PanelRow& row, Kind kind) {
  return row.named ? row.named(kind) : row.title;
}
std::string_view panel_tab(const PanelRow& row, Kind kind) {
  return row.named ? row.named(kind) : row.tab;
}

}  // namespace hourglass::view
