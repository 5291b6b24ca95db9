// What every number on the screen means, in one table: what it is, its formula, its source. Settings have theirs in
// model/settings.def.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "train/series.h"
#include "view/context.h"

namespace hourglass::view {

struct FigureTip {
  std::string_view name;     // of a series, or of another figure
  std::string_view meaning;  // of a series none: Series::help has it
  std::string_view formula, source;
};
std::span<const FigureTip> figure_tips();

// For a tooltip. Throws Error where there is no such figure.
std::string figure_tip(std::string_view name);
std::string series_tip(const Series&);

// Over what was drawn there, where there is a pointer.
void hint_at(const Context&, ImVec2 at, ImVec2 size, std::string_view words);

}  // namespace hourglass::view
