// What the page comes without and fetches when it is first asked for (web/hourglass.js, texts): until it is there the
// answer is empty, but for shaders, which are waited for. Elsewhere all this lies in the program.
#include <emscripten/emscripten.h>
#include <emscripten/threading.h>

#include <array>
#include <atomic>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "share/embedded.h"
#include "share/texts.h"

// Fetches NAME.json, once, from any thread; what arrives, {file's name: its text}, goes to hourglass_texts.
extern "C" void hourglass_fetch_texts(const char* name);

namespace hourglass::embedded {
namespace {

enum class State : uint8_t { unasked, asked, here };

struct Texts {
  const char* name;
  std::vector<std::pair<std::string, std::string>> kept;
  std::vector<File> files;  // views of `kept`
  std::atomic<State> state = State::unasked;
  bool failed = false;

  explicit Texts(const char* its) : name(its) {}
};

std::array<Texts, 4> all{Texts("lessons"), Texts("scripts"), Texts("fonts"), Texts("shaders")};

std::span<const File> files_of(Texts& texts) {
  State before = State::unasked;
  if (texts.state.compare_exchange_strong(before, State::asked)) hourglass_fetch_texts(texts.name);
  return texts.state == State::here ? std::span<const File>(texts.files) : std::span<const File>();
}

}  // namespace

std::span<const File> lessons() {
  if (!fonts_failed()) fonts();
  return files_of(all[0]);
}
std::span<const File> scripts() { return files_of(all[1]); }
std::span<const File> fonts() { return files_of(all[2]); }
bool fonts_failed() { return all[2].failed; }

std::span<const File> shaders() {
  files_of(all[3]);
  while (all[3].state == State::asked) emscripten_thread_sleep(2);
  return all[3].state == State::here ? std::span<const File>(all[3].files)
                                     : std::span<const File>();
}

}  // namespace hourglass::embedded

// On the main thread. Throws where `text` is no such JSON; where it is empty they could not be fetched.
extern "C" EMSCRIPTEN_KEEPALIVE void hourglass_texts(const char* name, const char* text) {
  using namespace hourglass::embedded;
  if (name == std::string_view("language")) return hourglass::set_texts(name, text);
  for (Texts& texts : all) {
    if (texts.name != std::string_view(name) || texts.state == State::here) continue;
    if (*text == 0) {
      texts.failed = true;
      texts.state = State::unasked;  // and will be asked for again
      return;
    }
    const auto given = nlohmann::json::parse(text);
    for (const auto& [file, content] : given.items())
      texts.kept.emplace_back(file, content.get<std::string>());
    for (const auto& [file, content] : texts.kept) texts.files.push_back({file, content});
    texts.state = State::here;
  }
}
