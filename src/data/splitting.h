// What is trained on and what is kept for testing, where the files do not say.
#pragma once
#include "data/dataset.h"

namespace hourglass {

// The last seventh is for testing: MNIST's own share. Nothing is copied. Throws Error for one example.
Split split_6_to_1(const Dataset& all);
// Every seventh is for testing, and at least one: for examples that lie sorted.
Split split_every_7th(const Dataset& all);
// Throws Error where the two do not belong together; the names are for that.
Split pair_up(Dataset train, Dataset test, std::string_view train_name, std::string_view test_name);

// Throws Error where an example is larger than anything here is made for, or has a number of channels that cannot be
// shown. Sets its kind: pictures, points of two or three coordinates, or a table.
void check_example(Dataset&);

// Whether a file's name says that it is for testing: it has "test" or "t10k" in it.
bool names_test(std::string_view name);

// "a,b,c" in its parts; an empty text has none.
std::vector<std::string_view> listed(std::string_view text);

}  // namespace hourglass
