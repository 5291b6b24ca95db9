// What is typed into a field of search, and what it finds: the galleries and the search over everything.
#pragma once
#include <initializer_list>
#include <string_view>

namespace hourglass::view {

// How well an entry fits: 0: not at all, since a word is in none of its texts. The first text is its title: what
// begins with it stands before what has it within, and that before what has it elsewhere. Capitals of ASCII are small ones.
int fitness(std::string_view wanted, std::initializer_list<std::string_view> texts);

}  // namespace hourglass::view
