// Data sets that are known by what is in them, whatever their files are called and wherever they lie:
// Fashion-MNIST has MNIST's numbers and MNIST's file names.
#pragma once
#include <string_view>

#include "data/dataset.h"

namespace hourglass {

// "mnist", or nothing for what is not in the table: a name that a link may give to other people. Looks at
// pixels only, and only where counts and shape fit (MNIST: about 0.1 s).
std::string_view known_name(const Split&);

}  // namespace hourglass
