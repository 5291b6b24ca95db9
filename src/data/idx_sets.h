// Data in IDX files.
#pragma once
#include "data/dataset.h"

namespace hourglass {

// As dataset_from_files, of IDX files only.
Split idx_from_files(std::span<const NamedBytes> files);

}  // namespace hourglass
