// Where a card can stand, in words: for files and links, and for people.
#pragma once
#include <array>
#include <string_view>

#include "view/panel.h"

namespace hourglass::view {

struct PlaceName {
  Place place;
  std::string_view name, words;
};
inline constexpr std::array<PlaceName, 5> places = {
    {{Place::centre, "centre", "To the centre"},
     {Place::chart, "chart", "To the right, above"},
     {Place::examples, "examples", "To the right, middle"},
     {Place::play, "play", "To the right, below"},
     {Place::side, "side", "To the left"}}};

}  // namespace hourglass::view
