// Files that a desktop hands over: dropped on the window, or lying in the data folder. The page gets
// its own through the browser.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "view/context.h"

namespace hourglass {

// The files at the paths, of a folder all that are in it and in its folders, named from it on: "zoo/cat/1.png". All or
// none: where one cannot be read, throws Error.
std::vector<NamedBytes> read_dropped(std::span<const std::string> paths);

// Points of the plane, two numbers each, as if a table of them were dropped.
NamedBytes drawn_points(std::span<const float> points);

// Pictures as PNG files in folders, which are their classes.
std::vector<NamedBytes> drawn_pictures(const view::Collected&);

// Where the data set `name` lies: in $HOURGLASS_DATA, ../shared/data or data. Empty where in none.
std::string data_folder(const std::string& name);

}  // namespace hourglass
