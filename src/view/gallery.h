// A list to choose from that is worth looking at: entries by family, each with a picture and a line, and a field to search
// in them. It stands in the place of a list of names.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "view/context.h"

namespace hourglass::view {

struct GalleryEntry {
  std::string_view name, title, line, family;  // those of a family follow one another
  // Draws what it is like into a square of this side.
  std::function<void(ImDrawList&, const Theme&, ImVec2 at, float side)> picture{};
};

class Gallery {
 public:
  // A button that shows `shown` and opens the gallery; the entry that was chosen. Controls are named `id`,
  // "id.search" and "id.NAME".
  std::optional<size_t> draw(const Context&, const char* id, std::string_view shown,
                             std::optional<size_t> current, std::span<const GalleryEntry>,
                             float width);

 private:
  bool fits(const GalleryEntry&) const;
  std::optional<size_t> draw_entries(const Context&, const char* id, std::optional<size_t> current,
                                     std::span<const GalleryEntry>, float width);

  std::string search_;
  bool typing_ = false;  // by a finger: the keys are there
};

}  // namespace hourglass::view
