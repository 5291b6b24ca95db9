// PNG and JPEG pictures as data.
#pragma once
#include "data/dataset.h"
#include "data/fitting.h"

namespace hourglass {

bool is_picture(std::span<const uint8_t> bytes);   // by its first bytes
bool names_picture(const std::filesystem::path&);  // by its ending

// Pictures of one size, or scaled to one: grey where the first is, else in colour. Where their names lie in more than
// one folder the folders are the classes. Every seventh is for testing. Throws Error with the file's name.
Split pictures_from_files(std::vector<NamedBytes>, const Preparation& = {});
// What pictures need so that a small network can learn them: 28×28 where they are larger than 64×64, or of more than
// one size; cut where one is no square. Looks at their first bytes only, and passes over what is no picture.
Preparation needed_by(std::span<const NamedBytes>);

}  // namespace hourglass
