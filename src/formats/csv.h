// Numbers in a text file, a line an example.
#pragma once
#include "data/dataset.h"

namespace hourglass {

// Columns between commas, semicolons or tabs; a first line of names is one; labels, whole numbers or words,
// are the column `label` (its name, its number from 1, or no_label); without that the column named "label", else the
// only one with words. Throws Error, with the file's name and the line. Every seventh is for testing.
Split csv_from_file(NamedBytes, std::string_view label = {});

// [rows, names] under these names, which csv_from_file() reads to the same bits. Labels, one a row or none: as a
// column "label" behind them.
std::vector<uint8_t> write_csv(std::span<const std::string> names, std::span<const float> values,
                               std::span<const Label> labels);

}  // namespace hourglass
