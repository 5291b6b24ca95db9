// CIFAR-10's binary files.
#pragma once
#include "data/dataset.h"

namespace hourglass {

// One file, plain or gzipped. Throws Error, with its name, for whatever is no whole number of records.
Dataset read_cifar10(NamedBytes);
// Several. Those with "test" in the name are for testing, else the last seventh.
Split cifar10_from_files(std::vector<NamedBytes>);

}  // namespace hourglass
