// PNG and JPEG pictures as data.
#pragma once
#include "data/dataset.h"

namespace hourglass {

bool is_picture(std::span<const uint8_t> bytes);   // by its first bytes
bool names_picture(const std::filesystem::path&);  // by its ending

// Pictures of one size: grey where the first is, else in colour. Where their names lie in more than one folder the
// folders are the classes. Every seventh is for testing. Throws Error with the file's name.
Split pictures_from_files(std::vector<NamedBytes>);

}  // namespace hourglass
