// What one training's settings have that another's had not, as a person would say it.
#pragma once
#include <string>
#include <vector>

#include "model/settings.h"

namespace hourglass {

struct Change {
  const Property* property;
  std::string before, after;  // as entered, or what an empty value means: "0.001", "all"
};

// In the order of the table. Where the preset is another, what its own values are is no change: it is told, and what
// was changed over it.
std::vector<Change> changes(const Settings& before, const Settings& after);

// "β 1 → 4, Learning rate 0.001 → 0.01 and 2 more"; or empty.
std::string in_words(const std::vector<Change>&, size_t most = 2);

}  // namespace hourglass
