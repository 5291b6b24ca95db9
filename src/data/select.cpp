#include "data/select.h"

#include <algorithm>
#include <charconv>

#include "compute/error.h"
#include "data/splitting.h"

namespace hourglass {

Dataset select(const Dataset& data, std::span<const Label> classes, uint32_t limit) {
  if (classes.empty()) return limit == 0 || limit >= data.count ? data : part(data, 0, limit);
  if (data.labels.empty())
    fail("classes: {} has no labels; leave classes out, or choose data with labels", data.name);
  for (const Label c : classes)
    if (c >= data.classes)
      fail("classes: {} has no class {}; choose from 0 to {}", data.name, c, data.classes - 1);
  std::vector<uint32_t> chosen;
  for (uint32_t i = 0; i < data.count && (limit == 0 || chosen.size() < limit); ++i)
    if (std::ranges::find(classes, data.labels[i]) != classes.end()) chosen.push_back(i);
  if (chosen.empty())
    fail("classes: {} has no example of class {}; choose others", data.name, classes.front());
  return pick(data, chosen);
}

Split select(const Split& split, const Selection& selection) {
  Split chosen{select(split.train, selection.classes, selection.limit),
               select(split.test, selection.classes, 0)};
  if (split.validation.count > 0)
    chosen.validation = select(split.validation, selection.classes, 0);
  return chosen;
}

std::vector<Label> parse_classes(std::string_view text) {
  std::vector<Label> classes;
  for (const std::string_view item : listed(text)) {
    Label label = 0;
    const char* const last = item.data() + item.size();
    const auto [end, error] = std::from_chars(item.data(), last, label);
    if (item.empty() || error != std::errc{} || end != last)
      fail("classes: '{}' is no class; give numbers such as 0,1,7", item);
    if (std::ranges::find(classes, label) == classes.end()) classes.push_back(label);
  }
  return classes;
}

}  // namespace hourglass
