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

// What everybody can have; files are dropped.
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

}  // namespace

void DatasetChoice::draw(const Context& context, const char* id, float width) {
  static const std::vector<GalleryEntry> entries = offered();
  const std::string& now = context.settings->data;
  const std::string kind = now.substr(0, now.find(':'));
  const auto found = std::ranges::find(entries, kind, &GalleryEntry::name);
  std::optional<size_t> current;
  if (found != entries.end()) current = static_cast<size_t>(found - entries.begin());
  const std::optional<size_t> chosen = gallery_.draw(context, id, kind, current, entries, width);
  if (!chosen || chosen == current) return;
  context.command("loadDataset", {{"name", entries[*chosen].name}});
}

}  // namespace hourglass::view
