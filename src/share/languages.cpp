// The languages that lie in the program. The page fetches its own (web/loader.js).
#include <algorithm>
#include <cstdlib>

#include "compute/error.h"
#include "share/embedded.h"
#include "share/texts.h"

namespace hourglass {
namespace {

// "de_AT.UTF-8@euro" → "de-AT"
std::string tag_of(std::string_view wanted) {
  std::string tag(wanted.substr(0, wanted.find_first_of(".@")));
  std::ranges::replace(tag, '_', '-');
  return tag;
}

const embedded::File* file_for(std::string_view wanted) {
  for (std::string tag = tag_of(wanted);; tag.resize(tag.rfind('-'))) {
    for (const embedded::File& file : embedded::languages())
      if (file.name == tag) return &file;
    if (tag.find('-') == tag.npos) return nullptr;
  }
}

bool english(std::string_view wanted) {
  const std::string tag = tag_of(wanted);
  return tag == "C" || tag == "POSIX" || tag == "en" || tag.starts_with("en-");
}

}  // namespace

std::string_view language_for(std::string_view wanted) {
  const embedded::File* file = english(wanted) ? nullptr : file_for(wanted);
  return file ? file->name : std::string_view();
}

void set_language(std::string_view wanted) {
  if (english(wanted)) return set_texts("en", "{}");
  const embedded::File* file = file_for(wanted);
  if (!file) {
    std::string names = "en";
    for (const embedded::File& one : embedded::languages()) names.append(", ").append(one.name);
    fail("language '{}' is not here; choose of: {}", wanted, names);
  }
  set_texts(file->name, file->text);
}

void set_language_of_environment() {
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* wanted = std::getenv(variable);
    if (!wanted || !*wanted) continue;
    if (!language_for(wanted).empty()) set_language(wanted);
    return;
  }
}

}  // namespace hourglass
