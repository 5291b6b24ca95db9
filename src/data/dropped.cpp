// Files dropped together: told apart by what is in them.
#include "data/idx_sets.h"

namespace hourglass {

Split dataset_from_files(std::span<const NamedBytes> files) { return idx_from_files(files); }

}  // namespace hourglass
