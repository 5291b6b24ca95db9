// Share links: `#v=1&key=value…`, the preset's defaults left out. Reading one validates and clamps
// every value: a link is somebody else's text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/settings.h"

namespace hourglass {

// "#v=1&preset=vae&seed=3", and the lesson that is open.
std::string write_link(const Settings&, std::string_view lesson = {});

struct ReadLink {
  Settings settings;
  std::vector<std::string> remarks;  // one line each: what was unknown, clamped or left out
  std::string lesson;                // "&lesson=NAME", or empty
};
// Never throws. A lesson without a preset brings its own network and data. An empty fragment gives `fallback` and no
// remarks.
ReadLink read_link(std::string_view fragment, const Settings& fallback);

}  // namespace hourglass
