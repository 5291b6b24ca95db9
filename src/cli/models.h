// Saved trainings as people name them: files, and links that carry their weights.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "train/checkpoint.h"

namespace hourglass {

// From '#' on, of a link or a whole address; none: it is a path.
std::optional<std::string_view> link_in(std::string_view text);

// Throws Error of one line: what is wrong with the file, or with the link and its weights.
Checkpoint read_model(const std::string& place);
// For messages: a path, or "the link".
std::string called(const std::string& place);

}  // namespace hourglass
