// The program around the interface: an SDL2 window with OpenGL 3.2, or a page's canvas with WebGL 2.
// The only file that knows which; everything it offers the page is at its end.
#include <SDL.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_impl_sdl2.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "app/app.h"
#include "app/dropped_files.h"
#include "app/options.h"
#include "compute/clock.h"
#include "compute/error.h"
#include "share/png.h"

#ifdef __EMSCRIPTEN__
#include <GLES3/gl3.h>
#include <emscripten.h>
#include <emscripten/html5.h>
#else
#include <SDL_opengl.h>
#endif

namespace {

using hourglass::App;
using hourglass::seconds_now;
using nlohmann::json;

// Long enough for a tooltip's delay and a tween after the last input.
constexpr double awake = 0.8;  // seconds

// Where the processor draws, each frame takes time from training: unasked, ten a second will do, as
// many as there are snapshots.
constexpr double software_pace = 0.1;  // seconds a frame

struct Program {
  SDL_Window* window = nullptr;
  SDL_GLContext graphics = nullptr;
  float scale = 1;  // window units in a logical pixel; 1 where the system does that itself
  std::unique_ptr<App> app;
  std::vector<hourglass::NamedBytes> dropped, staged;
  bool quit = false, context_lost = false;
  bool software = false;  // the processor draws
  double last_input = 0, last_frame = 0;
  uint64_t frames = 0;
  std::vector<float> frame_seconds;  // spent on drawing, the last thousand frames

  void open(const hourglass::Options&);
  void close();
  void start(hourglass::Platform, const std::string& link);
  bool events();  // whether there was input
  void frame();
  bool idle() const { return seconds_now() - last_input > awake && !app->busy(); }
  double rest() const;  // seconds until the next frame is worth its while
  hourglass::Picture picture() const;
};

void Program::open(const hourglass::Options& options) {
  SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
  // Otherwise Ctrl+C in the terminal asks the window first.
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  if (SDL_Init(SDL_INIT_VIDEO) != 0) {
    hourglass::fail("no window can be opened: {}; start it in a desktop session, or under xvfb-run",
                    SDL_GetError());
  }
#ifdef __EMSCRIPTEN__
  const char* glsl = "#version 300 es";
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_ES);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 0);
#else
  const char* glsl = "#version 150";
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_FLAGS, SDL_GL_CONTEXT_FORWARD_COMPATIBLE_FLAG);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 2);
  scale = options.scale;
  if (scale == 0) {
    // Systems that count in device pixels tell a fine display only by its density.
    float dpi = 96;
    SDL_GetDisplayDPI(0, nullptr, &dpi, nullptr);
    scale = dpi >= 144 ? std::clamp(std::round(dpi / 48) / 2, 1.0F, 3.0F) : 1;
  }
#endif
  SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
  SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
  const auto scaled = [&](int length) {
    return static_cast<int>(std::lround(static_cast<float>(length) * scale));
  };
  window = SDL_CreateWindow("Hourglass is starting", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                            scaled(options.width), scaled(options.height),
                            SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
  graphics = window ? SDL_GL_CreateContext(window) : nullptr;
  if (!graphics)
    hourglass::fail("no OpenGL 3.2 here: {}; install a graphics driver, or Mesa", SDL_GetError());
  SDL_GL_SetSwapInterval(1);
  SDL_SetWindowMinimumSize(window, scaled(320), scaled(320));

  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  io.ConfigInputTextCursorBlink = true;
  ImGui_ImplSDL2_InitForOpenGL(window, graphics);
  ImGui_ImplOpenGL3_Init(glsl);
  last_input = seconds_now();
}

void Program::close() {
  app.reset();
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplSDL2_Shutdown();
  ImGui::DestroyContext();
  SDL_GL_DeleteContext(graphics);
  SDL_DestroyWindow(window);
  SDL_Quit();
}

void Program::start(hourglass::Platform platform, const std::string& link) {
  app = std::make_unique<App>(std::move(platform), link);
}

bool Program::events() {
  bool any = false;
  ImGuiIO& io = ImGui::GetIO();
  for (SDL_Event event; SDL_PollEvent(&event);) {
    any = true;
    // ImGui counts in logical pixels.
    if (event.type == SDL_MOUSEMOTION) {
      event.motion.x = static_cast<int>(std::lround(static_cast<float>(event.motion.x) / scale));
      event.motion.y = static_cast<int>(std::lround(static_cast<float>(event.motion.y) / scale));
    }
    // A second tap at one place brings no motion, and the finger before has left the pointer nowhere.
    if (event.type == SDL_MOUSEBUTTONDOWN && event.button.which == SDL_TOUCH_MOUSEID) {
      io.AddMouseSourceEvent(ImGuiMouseSource_TouchScreen);
      io.AddMousePosEvent(static_cast<float>(event.button.x) / scale,
                          static_cast<float>(event.button.y) / scale);
    }
    ImGui_ImplSDL2_ProcessEvent(&event);
    // A lifted finger hovers nowhere.
    if (event.type == SDL_MOUSEBUTTONUP && event.button.which == SDL_TOUCH_MOUSEID) {
      io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
    }
    if (event.type == SDL_QUIT) quit = true;
    if (event.type == SDL_DROPFILE) {
      const std::string wrong = hourglass::read_dropped(event.drop.file, dropped);
      SDL_free(event.drop.file);
      if (!wrong.empty()) app->session().report(wrong, true);
    }
  }
  if (!dropped.empty()) {
    app->command("loadDataset", json::object(), {}, std::exchange(dropped, {}), {});
  }
  if (any) last_input = seconds_now();
  return any;
}

double Program::rest() const {
  const double now = seconds_now();
  return software && now - last_input > awake ? last_frame + software_pace - now : 0;
}

void Program::frame() {
  last_frame = seconds_now();
  ImGuiIO& io = ImGui::GetIO();
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplSDL2_NewFrame();
  if (scale != 1) {
    io.DisplaySize = {io.DisplaySize.x / scale, io.DisplaySize.y / scale};
    io.DisplayFramebufferScale = {io.DisplayFramebufferScale.x * scale,
                                  io.DisplayFramebufferScale.y * scale};
    // The backend has asked for the pointer's place in window units; ask again in ours.
    int x = 0, y = 0;
    const bool inside = SDL_GetMouseFocus() == window;
    SDL_GetMouseState(&x, &y);
    if (inside) io.AddMousePosEvent(static_cast<float>(x) / scale, static_cast<float>(y) / scale);
  }
  const double start = seconds_now();
  ImGui::NewFrame();
  app->draw();
  ImGui::Render();
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(window, &width, &height);
  glViewport(0, 0, width, height);
  const ImVec4 ground = app->ground();
  glClearColor(ground.x, ground.y, ground.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  if (frame_seconds.size() < 1000) frame_seconds.push_back(0);
  frame_seconds[frames++ % 1000] = static_cast<float>(seconds_now() - start);
}

// The back buffer, before it is swapped away.
hourglass::Picture Program::picture() const {
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(window, &width, &height);
  const auto w = static_cast<uint32_t>(width), h = static_cast<uint32_t>(height);
  std::vector<uint8_t> rgba(size_t{4} * w * h);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
  hourglass::Picture picture{w, h, 3, std::vector<uint8_t>(size_t{3} * w * h)};
  for (size_t y = 0; y < h; ++y) {
    for (size_t x = 0; x < w; ++x) {
      std::copy_n(&rgba[4 * ((h - 1 - y) * w + x)], 3,
                  &picture.pixels[3 * (y * w + x)]);  // bottom up
    }
  }
  return picture;
}

// Whether the processor does what a graphics card should.
bool draws_in_software() {
  GLenum which = GL_RENDERER;
#ifdef __EMSCRIPTEN__
  // In some browsers RENDERER says nothing.
  if (emscripten_webgl_enable_extension(emscripten_webgl_get_current_context(),
                                        "WEBGL_debug_renderer_info")) {
    which = 0x9246;  // UNMASKED_RENDERER_WEBGL
  }
#endif
  const auto* name = reinterpret_cast<const char*>(glGetString(which));
  const std::string_view renderer = name ? name : "";
  for (const std::string_view word : {"llvmpipe", "softpipe", "SwiftShader", "Software"}) {
    if (renderer.find(word) != renderer.npos) return true;
  }
  return false;
}

Program program;

}  // namespace

#ifndef __EMSCRIPTEN__

namespace {

int run(const hourglass::Options& options) {
  std::string wanted;  // a data set to be loaded once the session stands
  hourglass::Platform platform;
  platform.copy = [](const std::string& text) { SDL_SetClipboardText(text.c_str()); };
  platform.fetch = [&](const std::string& name) { wanted = name; };
  platform.dark = options.dark;
  if (options.slices) platform.threading = hourglass::Session::Threading::slices;
  program.open(options);
  platform.software_graphics = program.software = draws_in_software();
  program.start(std::move(platform), options.link);
  if (options.panel) program.app->show(*options.panel);

  const double start = seconds_now();
  double trained_since = 0;
  while (!program.quit) {
    const double began = seconds_now();
    program.events();
    if (!wanted.empty()) {
      const std::string name = std::exchange(wanted, {}), folder = hourglass::data_folder(name);
      if (folder.empty()) {
        program.app->session().report(name +
                                          " is not here: drop its files on the window, or set "
                                          "HOURGLASS_DATA to the folder that has it",
                                      true);
      } else {
        program.app->session().load(name + ":" + folder);
      }
    }
    program.frame();
    const bool ready = program.app->session().status().ready;
    const bool stuck = !ready && program.app->session().status().trouble;
    if ((ready || stuck) && trained_since == 0) {
      trained_since = seconds_now();
      SDL_SetWindowTitle(program.window, "Hourglass");
      if (options.train) program.app->command("train", json::object(), {}, {}, {});
    }
    // Time counts from readiness on: building takes what it takes.
    if (!options.screenshot.empty() && trained_since > 0 &&
        seconds_now() - trained_since >= options.after) {
      hourglass::write_png(program.picture(), options.screenshot);
      program.quit = true;
    }
    SDL_GL_SwapWindow(program.window);
    if (program.idle() && options.screenshot.empty()) {
      SDL_WaitEventTimeout(nullptr, 250);
    } else if (program.rest() > 0 && !options.slices) {
      SDL_WaitEventTimeout(nullptr, static_cast<int>(program.rest() * 1000));
    } else if (const double rest = 1.0 / 60 - (seconds_now() - began); rest > 0.001) {
      SDL_Delay(static_cast<Uint32>(rest * 1000));  // where nothing else keeps the pace
    }
  }
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(program.window, &width, &height);
  std::vector<float> times = program.frame_seconds;
  std::ranges::sort(times);
  const auto share = [&](double part) {
    return 1e3 * times[static_cast<size_t>(part * static_cast<double>(times.size() - 1))];
  };
  const hourglass::SessionStatus& status = program.app->session().status();
  std::printf("%s\n", json{{"step", status.step},
                           {"width", width},
                           {"height", height},
                           {"frames", program.frames},
                           {"seconds", seconds_now() - start},
                           {"frame_ms", {{"median", share(0.5)}, {"p95", share(0.95)}}},
                           {"message", status.message}}
                          .dump()
                          .c_str());
  program.close();
  return 0;
}

}  // namespace

int main(int count, char** words) {
  hourglass::Options options;
  try {
    options = hourglass::read_options(count, words);
  } catch (const hourglass::Error& error) {
    std::fprintf(stderr, "hourglass-desktop: %s\n", error.what());
    return 2;
  }
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hourglass-desktop: %s\n", error.what());
    return 1;
  }
}

#else

// ---- the page: see web/library_hourglass.js for both directions

extern "C" {
void hourglass_reply(int id, const char* error, const char* json, const float* floats, int count);
void hourglass_copy(const char* text);
void hourglass_link_changed(const char* link);
void hourglass_fetch_dataset(const char* name);
}

// SDL keeps every key from the browser; reload, tabs and tools stay the browser's own.
EM_JS(void, keep_browser_keys, (), {
  addEventListener(
      "keydown",
      function(event) {
        const edit = [ "a", "c", "v", "x", "z" ].includes(event.key.toLowerCase());
        const browser = (event.ctrlKey || event.metaKey || event.altKey) && !edit;
        const function_key = event.key.length > 1 && event.key[0] == "F" && event.key != "F1";
        if (browser || function_key) event.stopImmediatePropagation();
      },
      true);
});

EM_JS(char*, page_address, (), { return stringToNewUTF8(location.href.split("#")[0]); });
EM_JS_DEPS(hourglass_main, "$stringToNewUTF8");

namespace {

void page_frame() {
  if (program.context_lost) return;
  program.events();
  // Answers arrive, slices train, even when there is nothing new to see.
  if (program.idle() || program.rest() > 0) {
    constexpr double slice = 0.012;  // seconds: the frame's, which nobody draws
    program.app->session().poll(slice);
    return;
  }
  program.frame();
}

// The canvas as large as its page, in device pixels; also when only the density changes.
void follow_page() {
  double width = 0, height = 0;
  emscripten_get_element_css_size("#canvas", &width, &height);
  const double density = emscripten_get_device_pixel_ratio();
  int w = 0, h = 0, pixels_w = 0, pixels_h = 0;
  SDL_GetWindowSize(program.window, &w, &h);
  SDL_GL_GetDrawableSize(program.window, &pixels_w, &pixels_h);
  const int want_w = static_cast<int>(width), want_h = static_cast<int>(height);
  if (want_w < 1 || want_h < 1) return;
  if (w != want_w || h != want_h || std::abs(pixels_w - static_cast<int>(want_w * density)) > 1) {
    SDL_SetWindowSize(program.window, want_w, want_h);
    program.last_input = seconds_now();
  }
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE void hourglass_start(const char* link, int dark, int reduced_motion,
                                          int threads_available) {
  hourglass::Platform platform;
  platform.copy = [](const std::string& text) { hourglass_copy(text.c_str()); };
  platform.link_changed = [](const std::string& text) { hourglass_link_changed(text.c_str()); };
  platform.fetch = [](const std::string& name) { hourglass_fetch_dataset(name.c_str()); };
  platform.dark = dark != 0;
  platform.reduced_motion = reduced_motion != 0;
  const bool threads = HOURGLASS_THREADS && threads_available != 0;
  platform.threading =
      threads ? hourglass::Session::Threading::worker : hourglass::Session::Threading::slices;
  char* const address = page_address();
  platform.address = address;
  std::free(address);
  program.open({});
  platform.software_graphics = program.software = draws_in_software();
  ImGui::GetPlatformIO().Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
    hourglass_copy(text);
  };
  program.start(std::move(platform), link);
  keep_browser_keys();
  emscripten_set_webglcontextlost_callback("#canvas", nullptr, true, [](int, const void*, void*) {
    program.context_lost = true;
    return true;
  });
  emscripten_set_main_loop(
      [] {
        follow_page();
        page_frame();
      },
      0, false);
  // A hidden page gets no frames: answers arrive and slices train by the clock.
  constexpr double interval = 250;  // ms
  emscripten_set_interval(
      [](void*) {
        EmscriptenVisibilityChangeEvent page;
        if (emscripten_get_visibility_status(&page) == EMSCRIPTEN_RESULT_SUCCESS && page.hidden) {
          program.app->session().poll(interval * 0.5e-3);
        }
      },
      interval, nullptr);
}

EMSCRIPTEN_KEEPALIVE void hourglass_stage_file(const char* name, const uint8_t* bytes, int size) {
  program.staged.push_back({name, std::vector<uint8_t>(bytes, bytes + size)});
}

EMSCRIPTEN_KEEPALIVE void hourglass_command(int id, const char* name, const char* arguments_json,
                                            const float* floats, int float_count) {
  const auto answer = [id](const hourglass::CommandResult& result) {
    const std::string text = result.error.empty()
                                 ? result.value.dump(-1, ' ', false, json::error_handler_t::replace)
                                 : "";
    hourglass_reply(id, result.error.c_str(), text.c_str(), result.floats.data(),
                    static_cast<int>(result.floats.size()));
  };
  if (!program.app) return answer({"the program has not started; wait for ready", {}, {}});
  const json arguments = json::parse(arguments_json, nullptr, false);
  if (arguments.is_discarded())
    return answer({std::string(name) + ": its arguments are no JSON", {}, {}});
  std::vector<hourglass::NamedBytes> files;
  if (std::string_view(name) == "loadDataset") files = std::exchange(program.staged, {});
  program.app->command(name, arguments, std::vector<float>(floats, floats + float_count),
                       std::move(files), answer);
  if (std::string_view(name) != "status") program.last_input = seconds_now();
}

}  // extern "C"

int main() { return 0; }

#endif
