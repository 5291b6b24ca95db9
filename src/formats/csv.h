// Numbers in a text file, a line an example.
#pragma once
#include "data/dataset.h"

namespace hourglass {

// Columns between commas, semicolons or tabs; a first line of names is one; a column named "label" holds labels,
// whole numbers or words. Throws Error, with the file's name and the line. Every seventh is for testing.
Split csv_from_file(NamedBytes);

}  // namespace hourglass
