#include "view/collection.h"

#include <algorithm>
#include <format>

#include "share/texts.h"
#include "view/theme.h"

namespace hourglass::view {

void Collection::draw_chips(const Context& context, paint::Row& row,
                            std::span<const std::string> names) {
  (void)context;
  chosen_ = std::min(chosen_, static_cast<uint32_t>(names.size()) - 1);
  for (uint32_t c = 0; c < names.size(); ++c) {
    const std::string label = std::format("{}##collect.class.{}", names[c], c);
    const auto here = std::ranges::count(classes_, c);
    const std::string words = tr("What the next one is; {} so far", here);
    if (row.chip(label.c_str(), c == chosen_, words.c_str())) chosen_ = c;
  }
}

void Collection::add(const Context& context, const Pictures& one) {
  if (pictures_.count == most_collected) {
    context.wishes->message = tr("There are {} already: learn from these", most_collected);
    return;
  }
  if (pictures_.count == 0) pictures_ = one.part(0, 0);
  pictures_.pixels.insert(pictures_.pixels.end(), one.pixels.begin(), one.pixels.end());
  ++pictures_.count;
  classes_.push_back(chosen_);
}

bool Collection::draw_end(const Context& context, paint::Row& row, const char* called,
                          std::span<const std::string> names) {
  bool granted = false;
  if (row.button("Learn##collect.learn", "Learns from these, and forgets the data of before")) {
    if (pictures_.count < 2) {
      context.wishes->message = tr("Add more: 2 pictures at least, there {} {}",
                                   tr(pictures_.count == 1 ? "is" : "are"), pictures_.count);
    } else {
      context.wishes->collected = Collected{
          std::move(pictures_), std::move(classes_), {names.begin(), names.end()}, called};
      pictures_ = {};
      classes_.clear();
      granted = true;
    }
  }
  if (pictures_.count > 0)
    row.label(paint::fitted(context, tr("{} here", pictures_.count), context.theme.caption_size + 1,
                            row.remaining()),
              context.theme.muted);
  return granted;
}

}  // namespace hourglass::view
