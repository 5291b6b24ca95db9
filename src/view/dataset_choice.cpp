#include "view/dataset_choice.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "data/sources.h"
#include "view/widgets.h"

namespace hourglass::view {

void dataset_choice(const Context& context, const char* id, float width) {
  // What everybody can have; files are dropped.
  static const auto offered = [] {
    std::array<std::vector<std::string_view>, 2> rows;
    for (const Source& source : sources()) {
      if (source.reach == Reach::files) continue;
      rows[0].push_back(source.name);
      rows[1].push_back(source.about);
    }
    return rows;
  }();
  const auto& [names, notes] = offered;
  const std::string& now = context.settings->data;
  const std::string kind = now.substr(0, now.find(':'));
  const auto found = std::ranges::find(names, kind);
  const int current = found == names.end() ? -1 : static_cast<int>(found - names.begin());
  const auto chosen = choice(context, id, kind, current, names, notes, width);
  if (!chosen || *chosen == current) return;
  context.command("loadDataset", {{"name", names[static_cast<size_t>(*chosen)]}});
}

}  // namespace hourglass::view
