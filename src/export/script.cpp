#include "export/script.h"

#include <algorithm>
#include <vector>

#include "compute/error.h"
#include "share/embedded.h"

namespace hourglass {

bool Script::here() { return !embedded::scripts().empty(); }

std::string Script::text() const {
  const auto files = embedded::scripts();
  const auto file = std::ranges::find(files, name_, &embedded::File::name);
  if (!here()) fail("export: the script is being fetched; try again in a moment");
  if (file == files.end()) fail("export: there is no script {}", name_);
  constexpr std::string_view mark = "#:";
  std::vector<bool> open;  // whether each of the stretches that a line lies in stays
  std::string all;
  for (std::string_view rest = file->text; !rest.empty();) {
    const size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end);
    if (line.starts_with(mark)) {
      line.remove_prefix(mark.size());
      line.remove_suffix(1);
      if (line.empty())
        open.pop_back();
      else
        open.push_back(used_.contains(line.substr(1)));
      continue;
    }
    if (std::ranges::find(open, false) != open.end()) continue;
    // What is between two @ and is no name, stands for itself.
    while (!line.empty()) {
      const size_t first = line.find('@'), second = line.find('@', first + 1);
      const auto value = second == line.npos
                             ? values_.end()
                             : values_.find(line.substr(first + 1, second - first - 1));
      const size_t taken = std::min(first, line.size());
      all += line.substr(0, taken);
      line.remove_prefix(taken);
      if (line.empty()) break;
      if (value == values_.end()) {
        all += '@';
        line.remove_prefix(1);
      } else {
        all += value->second;
        line.remove_prefix(second - first + 1);
      }
    }
  }
  return all;
}

}  // namespace hourglass
