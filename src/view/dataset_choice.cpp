#include "view/dataset_choice.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "data/sources.h"
#include "view/glyphs.h"

namespace hourglass::view {

namespace {

std::string_view family_of(Kind kind) {
  switch (kind) {
    case Kind::pictures: return "Pictures";
    case Kind::points: return "Points in the plane";
    case Kind::table: return "Tables";
  }
  return "";
}

// What everybody can have.
std::vector<GalleryEntry> offered() {
  std::vector<GalleryEntry> entries;
  for (const Kind kind : {Kind::pictures, Kind::points, Kind::table})
    for (const Source& source : sources())
      if (source.reach != Reach::files && source.kind == kind)
        entries.push_back({source.name, source.title, source.about, family_of(kind),
                           [kind](ImDrawList& list, const Theme& theme, ImVec2 at, float side) {
                             draw_data_glyph(list, theme, kind, at, side);
                           }});
  return entries;
}

struct Own {
  GalleryEntry entry;
  void (*wish)(Context::Wishes&);
};

// What people bring.
std::vector<Own> own(const Context& context) {
  constexpr std::string_view family = "Your own, which stay on this machine";
  const auto glyph = [](ImDrawList& list, const Theme& theme, ImVec2 at, float side) {
    draw_data_glyph(list, theme, Kind::pictures, at, side);
  };
  std::vector<Own> all;
  if (context.chooses) {
    all.push_back({{"choose-files", "Choose files", "Pictures, CSV, NumPy, IDX, CIFAR-10, ZIP",
                    family, glyph},
                   [](Context::Wishes& wishes) { wishes.open = true; }});
    all.push_back({{"choose-folder", "Choose a folder", "Of pictures; folders in it are classes",
                    family, glyph},
                   [](Context::Wishes& wishes) { wishes.open_folder = true; }});
  }
  all.push_back(
      {{"draw", "Draw digits", "By mouse or finger, to learn from or to try", family, glyph},
       [](Context::Wishes& wishes) { wishes.collect = Collect::digits; }});
  if (context.has_camera)
    all.push_back({{"camera", "Camera", "Pictures that you take, each of a class", family, glyph},
                   [](Context::Wishes& wishes) { wishes.collect = Collect::camera; }});
  return all;
}

}  // namespace

void DatasetChoice::draw(const Context& context, const char* id, float width) {
  static const std::vector<GalleryEntry> sets = offered();
  const std::vector<Own> others = own(context);
  std::vector<GalleryEntry> entries;
  for (const Own& other : others) entries.push_back(other.entry);
  entries.insert(entries.end(), sets.begin(), sets.end());
  const std::string& now = context.settings->data;
  const std::string kind(parts_of(now.substr(0, now.find(':'))).plain);
  const auto found = std::ranges::find(entries, kind, &GalleryEntry::name);
  std::optional<size_t> current;
  if (found != entries.end()) current = static_cast<size_t>(found - entries.begin());
  const std::optional<size_t> chosen = gallery_.draw(context, id, kind, current, entries, width);
  if (!chosen || chosen == current) return;
  if (*chosen < others.size()) return others[*chosen].wish(*context.wishes);
  context.command("loadDataset", {{"name", entries[*chosen].name}});
}

}  // namespace hourglass::view
