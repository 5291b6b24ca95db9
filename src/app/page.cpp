// The page's program: its exports, and what turns the window there. See web/library_hourglass.js for both
// directions.
#include <emscripten.h>
#include <emscripten/html5.h>
#include <imgui.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "app/window.h"
#include "app/worker.h"
#include "compute/memory.h"
#include "share/json.h"
#include "share/texts.h"

using nlohmann::json;

extern "C" {
void hourglass_reply(int id, const char* error, const char* json, const float* floats, int count,
                     const uint8_t* bytes, int size);
void hourglass_save(const char* name, const uint8_t* bytes, int size);
void hourglass_choose(int folder);
void hourglass_camera(int on);
void hourglass_record(int on);
void hourglass_copy(const char* text);
void hourglass_link_changed(const char* link);
void hourglass_title(const char* text);
void hourglass_announce(const char* text);
void hourglass_fetch_dataset(const char* name);
void hourglass_remember(const char* name, const char* text);
char* hourglass_recall(const char* name);
}

EM_JS(char*, page_address, (), { return stringToNewUTF8(Module["page"]["address"]()); });
EM_JS(int, page_embedded, (), { return Module["page"]["embedded"] ? 1 : 0; });
EM_JS_DEPS(hourglass_main, "$stringToNewUTF8");

namespace {

using hourglass::seconds_now;
using hourglass::tr;

hourglass::Window window;
std::vector<hourglass::NamedBytes> staged;  // files of the command that follows

// A call of the page's. It ends whatever becomes of it: where nobody answers, or what would have fails, it is refused.
class Asked {
 public:
  Asked(int id, std::string_view name)
      : id_(id), lost_(tr("{}: the answer failed on its way; its status says why", name)) {}
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;
  ~Asked() {
    if (!answered_) hourglass_reply(id_, lost_.c_str(), "", nullptr, 0, nullptr, 0);
  }

  void answer(const hourglass::CommandResult& result) {
    const std::string text = result.error.empty()
                                 ? result.value.dump(-1, ' ', false, json::error_handler_t::replace)
                                 : "";
    answered_ = true;
    hourglass_reply(id_, result.error.c_str(), text.c_str(), result.floats.data(),
                    static_cast<int>(result.floats.size()), result.bytes.data(),
                    static_cast<int>(result.bytes.size()));
  }

 private:
  int id_;
  std::string lost_;  // made before: later there may be no memory for it
  bool answered_ = false;
};

// Where memory is short for a frame the next may have it: a fault must not stop the loop.
template <class Body>
void outlive(Body body) {
  try {
    body();
  } catch (const std::exception& error) {
    if (window.app) window.app->session().report(hourglass::text_of(error), true);
  }
}

// The loader lies over the page until there is something to look at, for half a second at most (web/hourglass.js).
// The first two frames make the letters; the processor has better to do than others that nobody sees.
bool behind_loader() {
  constexpr double patience = 0.5;  // seconds
  static const double began = seconds_now();
  const hourglass::SessionStatus& status = window.app->session().status();
  return window.frames >= 2 && !status.ready && !status.trouble && seconds_now() < began + patience;
}

void page_frame() {
  window.events();
  if (behind_loader()) return window.app->poll(0.1);
  // Answers arrive, slices train, even when there is nothing new to see.
  if (window.idle() || window.rest() > 0) {
    constexpr double slice = 0.012;  // seconds: the frame's, which nobody draws
    window.app->poll(slice);
    return;
  }
  window.frame();
}

// The canvas as large as its page, in device pixels; also when only the density changes.
void follow_page() {
  double width = 0, height = 0;
  emscripten_get_element_css_size("#canvas", &width, &height);
  const double density = emscripten_get_device_pixel_ratio();
  int w = 0, h = 0, pixels_w = 0, pixels_h = 0;
  SDL_GetWindowSize(window.handle, &w, &h);
  SDL_GL_GetDrawableSize(window.handle, &pixels_w, &pixels_h);
  const int want_w = static_cast<int>(width), want_h = static_cast<int>(height);
  if (want_w < 1 || want_h < 1) return;
  if (w != want_w || h != want_h || std::abs(pixels_w - static_cast<int>(want_w * density)) > 1) {
    SDL_SetWindowSize(window.handle, want_w, want_h);
    window.last_input = seconds_now();
  }
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE void hourglass_start(const char* link, int dark, int reduced_motion,
                                          int threads_available, double memory) {
  hourglass::limit_memory(static_cast<uint64_t>(memory));
  hourglass::Platform platform;
  platform.copy = [](const std::string& text) { hourglass_copy(text.c_str()); };
  platform.link_changed = [](const std::string& text) { hourglass_link_changed(text.c_str()); };
  platform.title = [](const std::string& text) { hourglass_title(text.c_str()); };
  platform.announce = [](const std::string& text) { hourglass_announce(text.c_str()); };
  platform.fetch = [](const std::string& name) { hourglass_fetch_dataset(name.c_str()); };
  platform.save = [](const hourglass::NamedBytes& file) {
    hourglass_save(file.name.c_str(), file.bytes.data(), static_cast<int>(file.bytes.size()));
    return tr("Saved {} where the browser keeps what is downloaded", file.name);
  };
  platform.choose = [](bool folder) { hourglass_choose(folder ? 1 : 0); };
  platform.camera = [](bool on) { hourglass_camera(on ? 1 : 0); };
  platform.record = [](bool on) { hourglass_record(on ? 1 : 0); };
  platform.remember = [](std::string_view name, const std::string& text) {
    hourglass_remember(std::string(name).c_str(), text.c_str());
  };
  platform.recall = [](std::string_view name) {
    char* const text = hourglass_recall(std::string(name).c_str());
    std::string kept(text);
    std::free(text);
    return kept;
  };
  platform.dark = dark != 0;
  platform.reduced_motion = reduced_motion != 0;
  const bool threads = HOURGLASS_THREADS && threads_available != 0;
  platform.threading =
      threads ? hourglass::Session::Threading::worker : hourglass::Session::Threading::slices;
  char* const address = page_address();
  platform.address = address;
  std::free(address);
  platform.embedded = page_embedded() != 0;
  window.open({}, std::move(platform), link);
  ImGui::GetPlatformIO().Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
    hourglass_copy(text);
  };
  emscripten_set_webglcontextlost_callback("#canvas", nullptr, true, [](int, const void*, void*) {
    window.lose_graphics();
    return true;  // else the browser never restores it
  });
  emscripten_set_webglcontextrestored_callback("#canvas", nullptr, true,
                                               [](int, const void*, void*) {
                                                 window.regain_graphics();
                                                 return true;
                                               });
  emscripten_set_main_loop(
      [] {
        outlive([] {
          follow_page();
          page_frame();
        });
      },
      0, false);
  // A hidden page gets no frames: answers arrive and slices train by the clock.
  constexpr double interval = 250;  // ms
  emscripten_set_interval(
      [](void*) {
        EmscriptenVisibilityChangeEvent page;
        if (emscripten_get_visibility_status(&page) == EMSCRIPTEN_RESULT_SUCCESS && page.hidden) {
          outlive([] {
            window.app->poll(interval * 0.5e-3);
            window.take_pictures();
          });
        }
      },
      interval, nullptr);
}

EMSCRIPTEN_KEEPALIVE int hourglass_walk(int backwards, int entering) {
  window.last_input = seconds_now();
  return window.app && window.app->walk(backwards != 0, entering != 0);
}

EMSCRIPTEN_KEEPALIVE uint8_t* hourglass_stage_file(int id, const char* name, double size) {
  try {
    const auto bytes = static_cast<uint64_t>(size);
    hourglass::require_memory(name, bytes, "drop smaller files");
    staged.push_back({name, {}});
    // Never empty, so that the address says whether there is room.
    staged.back().bytes.reserve(static_cast<size_t>(bytes) + 1);
    staged.back().bytes.resize(static_cast<size_t>(bytes));
    return staged.back().bytes.data();
  } catch (const std::exception& error) {
    staged = {};
    hourglass_reply(id, hourglass::text_of(error).c_str(), "", nullptr, 0, nullptr, 0);
    return nullptr;
  }
}

EMSCRIPTEN_KEEPALIVE void hourglass_forget_files() { staged = {}; }

EMSCRIPTEN_KEEPALIVE void hourglass_command(int id, const char* name, const char* arguments_json,
                                            const float* floats, int float_count) {
  const auto answer = [asked = std::make_shared<Asked>(id, name)](
                          const hourglass::CommandResult& result) { asked->answer(result); };
  if (!window.app) return answer({"the program has not started; wait for ready", {}, {}});
  std::vector<hourglass::NamedBytes> files = std::exchange(staged, {});
  try {
    const json arguments = hourglass::parse_json(arguments_json);
    if (arguments.is_discarded())
      return answer({tr("{}: its arguments are no JSON, or too deep", name), {}, {}});
    window.app->command(name, arguments, std::vector<float>(floats, floats + float_count),
                        std::move(files), answer);
  } catch (const std::exception& error) {
    return answer({hourglass::text_of(error), {}, {}});
  }
  if (std::string_view(name) != "status") window.last_input = seconds_now();
}

}  // extern "C"

int main() { return 0; }
