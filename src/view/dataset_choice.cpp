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
  std::vector<std::string_view> names = offered[0], notes = offered[1];
  const auto sets = names.size();
  struct Other {
    std::string_view name, note;
    void (*wish)(Context::Wishes&);
  };
  std::vector<Other> others;
  if (context.chooses) {
    others.push_back({"Choose files…",
                      "Pictures, CSV, NumPy, IDX, CIFAR-10, ZIP: they stay on this machine",
                      [](Context::Wishes& wishes) { wishes.open = true; }});
    others.push_back({"Choose a folder…", "Of pictures; folders in it are classes",
                      [](Context::Wishes& wishes) { wishes.open_folder = true; }});
  }
  others.push_back({"Draw digits…", "By mouse or finger, to learn from or to try",
                    [](Context::Wishes& wishes) { wishes.collect = Collect::digits; }});
  if (context.has_camera)
    others.push_back({"Camera…", "Pictures that you take, each of a class",
                      [](Context::Wishes& wishes) { wishes.collect = Collect::camera; }});
  for (const Other& other : others) {
    names.push_back(other.name);
    notes.push_back(other.note);
  }
  const std::string& now = context.settings->data;
  const std::string kind(parts_of(now.substr(0, now.find(':'))).plain);
  const auto found = std::ranges::find(names, kind);
  const int current = found == names.end() ? -1 : static_cast<int>(found - names.begin());
  const auto chosen = choice(context, id, kind, current, names, notes, width);
  if (!chosen || *chosen == current) return;
  const auto which = static_cast<size_t>(*chosen);
  if (which >= sets) return others[which - sets].wish(*context.wishes);
  context.command("loadDataset", {{"name", names[which]}});
}

}  // namespace hourglass::view
