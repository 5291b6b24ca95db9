// The page's lessons and scripts, which it fetches when they are first asked for (web/hourglass.js, texts): until they
// are there the answer is empty. Elsewhere they lie in the program.
#include <emscripten/emscripten.h>

#include <array>
#include <atomic>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "share/embedded.h"

// Fetches NAME.json, once, from any thread; what arrives, {file's name: its text}, goes to hourglass_texts.
extern "C" void hourglass_fetch_texts(const char* name);

namespace hourglass::embedded {
namespace {

struct Texts {
  const char* name;
  std::vector<std::pair<std::string, std::string>> kept;
  std::vector<File> files;  // views of `kept`
  std::atomic<bool> here = false;

  explicit Texts(const char* its) : name(its) {}
};

std::array<Texts, 2> all{Texts("lessons"), Texts("scripts")};

std::span<const File> files_of(Texts& texts) {
  if (texts.here) return texts.files;
  hourglass_fetch_texts(texts.name);
  return {};
}

}  // namespace

std::span<const File> lessons() { return files_of(all[0]); }
std::span<const File> scripts() { return files_of(all[1]); }

}  // namespace hourglass::embedded

// On the main thread. Throws where `text` is no such JSON.
extern "C" EMSCRIPTEN_KEEPALIVE void hourglass_texts(const char* name, const char* text) {
  using namespace hourglass::embedded;
  for (Texts& texts : all) {
    if (texts.name != std::string_view(name) || texts.here) continue;
    const auto given = nlohmann::json::parse(text);
    for (const auto& [file, content] : given.items())
      texts.kept.emplace_back(file, content.get<std::string>());
    for (const auto& [file, content] : texts.kept) texts.files.push_back({file, content});
    texts.here = true;
  }
}
