#include "cli/models.h"

#include "cli/files.h"
#include "compute/error.h"
#include "share/link.h"
#include "train/link_weights.h"

namespace hourglass {

std::optional<std::string_view> link_in(std::string_view text) {
  const size_t at = text.find("#v=");
  if (at == text.npos) return {};
  return text.substr(at);
}

Checkpoint read_model(const std::string& place) {
  const auto link = link_in(place);
  if (!link) return read_checkpoint(read_file(place), place);
  const ReadLink read = read_link(*link, {});
  // Half a link is another network.
  if (!read.remarks.empty()) fail("{}; give the link as it was", read.remarks[0]);
  if (read.weights.empty())
    fail("link: has no weights; give one of hourglass link MODEL --weights, or a saved training");
  return unpack_weights(read.settings, read.weights);
}

std::string called(const std::string& place) { return link_in(place) ? "the link" : place; }

}  // namespace hourglass
