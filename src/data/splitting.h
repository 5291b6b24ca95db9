// What is trained on and what is kept for testing, where the files do not say.
#pragma once
#include <utility>
#include <vector>

#include "data/dataset.h"

namespace hourglass {

// The last seventh is for testing: MNIST's own share. Nothing is copied. Throws Error for one example.
Split split_6_to_1(const Dataset& all);
// Every seventh is for testing, and at least one: for examples that lie sorted.
Split split_every_7th(const Dataset& all);
// So many of 100 are for testing, evenly picked from all; at least one, and not all. Throws Error for one example.
Split split_by_share(const Dataset& all, uint32_t percent);
inline constexpr uint32_t largest_test_share = 90;  // of 100
// Throws Error where the two do not belong together; the names are for that.
Split pair_up(Dataset train, Dataset test, std::string_view train_name, std::string_view test_name);

// Throws Error where an example is larger than anything here is made for, or has a number of channels that cannot be
// shown. Sets its kind: pictures, points of two or three coordinates, or a table.
void check_example(Dataset&);

// Of `all` of them so many of 100, as split_by_share.
uint32_t test_share(uint32_t all, uint32_t percent);

// At most `most` of them, evenly picked and in their order; 0: all.
template <class Item>
std::vector<Item> spread(std::vector<Item> all, size_t most) {
  if (most == 0 || all.size() <= most) return all;
  std::vector<Item> some;
  for (size_t i = 0; i < most; ++i) some.push_back(std::move(all[i * all.size() / most]));
  return some;
}
Dataset spread(const Dataset&, uint32_t most);

// "640×480 to 1024×768, in colour"
std::string words_of(const Shape& smallest, const Shape& largest);

// Whether a file's name says that it is for testing: it has "test" or "t10k" in it.
bool names_test(std::string_view name);

// "a,b,c" in its parts; an empty text has none.
std::vector<std::string_view> listed(std::string_view text);

}  // namespace hourglass
