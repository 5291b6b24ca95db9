// Files that a desktop hands over: dropped on the window, or lying in the data folder. The page gets
// its own through the browser.
#pragma once
#include <string>
#include <vector>

#include "data/dataset.h"

namespace hourglass {

// Appends a file's bytes, or those of all files in a folder. Returns an empty text or what was wrong
// in one line.
std::string read_dropped(const std::string& path, std::vector<NamedBytes>& into);

// Where the data set `name` lies: in $HOURGLASS_DATA, ../shared/data or data. Empty where in none.
std::string data_folder(const std::string& name);

}  // namespace hourglass
