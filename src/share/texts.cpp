#include "share/texts.h"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

#include "compute/error.h"
#include "share/json.h"

namespace hourglass {
namespace {

struct Texts {
  std::vector<std::pair<std::string, std::string>> rows;  // by the English
  const Texts* before;                                    // which others may still be reading
};
const Texts* newest = nullptr;
std::atomic<const Texts*> in_force = nullptr;  // newest, or none: English

const std::string* found(std::string_view english) {
  const Texts* texts = in_force.load(std::memory_order_acquire);
  if (texts == nullptr) return nullptr;
  const auto at = std::ranges::lower_bound(
      texts->rows, english, {}, [](const auto& row) { return std::string_view(row.first); });
  return at != texts->rows.end() && at->first == english ? &at->second : nullptr;
}

}  // namespace

std::string_view tr(std::string_view english) {
  const std::string* its = found(english);
  return its ? std::string_view(*its) : english;
}

std::string format_text(std::string_view english, std::format_args arguments) {
  if (const std::string* its = found(english)) {
    try {
      return std::vformat(*its, arguments);
    } catch (const std::format_error&) {
      // Holes that the English has not.
    }
  }
  return std::vformat(english, arguments);
}

void set_texts(std::string_view name, std::string_view json) {
  const nlohmann::json given = parse_json(json);
  if (!given.is_object())
    fail("language '{}' is no JSON object; write it as src/texts/texts.json is", name);
  Texts texts{{}, newest};
  for (const auto& [english, its] : given.items()) {  // which are in order
    if (!its.is_string())
      fail("language '{}': '{}' has no text; write one in quotes, or leave it out", name, english);
    const auto& text = its.get_ref<const std::string&>();
    if (!text.empty()) texts.rows.emplace_back(english, text);
  }
  if (texts.rows.empty()) {
    in_force = nullptr;
  } else {
    newest = new Texts(std::move(texts));
    in_force = newest;
  }
}

}  // namespace hourglass
