// Share links: `#v=1&key=value…`, the preset's defaults left out; and how far a reproducible training came,
// `&steps=200&hash=3ad5…`, or its weights, `&w=…` (train/link_weights.h). Reading one validates and clamps every
// value: a link is somebody else's text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/settings.h"

namespace hourglass {

// How far a training came, and to which weights.
struct Goal {
  uint32_t steps = 0;  // 0: nothing is said
  std::string hash;    // of the weights there

  bool operator==(const Goal&) const = default;
};
// Of a training that can be done again to the same bits anywhere; else nothing is said.
Goal goal_of(const Settings&, uint32_t steps, std::string hash);

// "#v=1&preset=vae&seed=3"; the lesson that is open; how far it was trained; packed weights.
std::string write_link(const Settings&, std::string_view lesson = {}, const Goal& = {},
                       std::string_view weights = {});

// With "&panels=…", where they stand (view/cards.h); none: as it was.
std::string with_panels(std::string link, std::string_view panels);

struct ReadLink {
  Settings settings;
  std::vector<std::string> remarks;  // one line each: what was unknown, clamped or left out
  std::string lesson{};              // "&lesson=NAME", or empty
  Goal goal{};                       // none where anything else was not as the link says
  std::string weights{};             // packed, unread
  std::string panels{};              // unread
};
// Never throws. A lesson without a preset brings its own network and data. An empty fragment gives `fallback` and no
// remarks.
ReadLink read_link(std::string_view fragment, const Settings& fallback);

// Whether a training that came as far as a link's came to the same weights: "Step 200: the same weights as the
// link's, bit for bit"; else the two hashes, and why, as far as the settings tell.
struct Verdict {
  bool same = false;
  std::string words;
};
Verdict judge(const Goal&, const Settings& of_link, const Settings& trained, std::string_view hash);

}  // namespace hourglass
