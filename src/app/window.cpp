// What SDL, OpenGL and ImGui want to be told.
#include "app/window.h"

#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_impl_sdl2.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "app/dropped_files.h"
#include "app/worker.h"
#include "compute/error.h"
#include "view/vectors.h"

#ifdef __EMSCRIPTEN__
#include <GLES3/gl3.h>
#include <emscripten/html5.h>
#else
#include <SDL_opengl.h>
#endif

namespace hourglass {
namespace {

// Long enough for a tooltip's delay and a tween after the last input.
constexpr double awake = 0.8;  // seconds

// Where the processor draws, each frame takes time from training: unasked, ten a second will do, as
// many as there are snapshots.
constexpr double software_pace = 0.1;  // seconds a frame
// While nothing moves but how far a long question is.
constexpr double waiting_pace = 0.5;  // seconds a frame

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

}  // namespace

void Window::open(const Options& options, Platform platform, const std::string& link) {
  app = std::make_unique<App>(std::move(platform), link);
  SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
  // Otherwise Ctrl+C in the terminal asks the window first.
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  if (SDL_Init(SDL_INIT_VIDEO) != 0) {
    fail("no window can be opened: {}; start it in a desktop session, or under xvfb-run",
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
  handle = SDL_CreateWindow("Hourglass is starting", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                            scaled(options.width), scaled(options.height),
                            SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
  graphics = handle ? SDL_GL_CreateContext(handle) : nullptr;
  if (!graphics) fail("no OpenGL 3.2 here: {}; install a graphics driver, or Mesa", SDL_GetError());
  SDL_GL_SetSwapInterval(1);
  SDL_SetWindowMinimumSize(handle, scaled(320), scaled(320));

  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  io.ConfigInputTextCursorBlink = true;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  // There is one window: no list of them.
  ImGui::GetCurrentContext()->ConfigNavWindowingKeyNext = ImGuiKey_None;
  ImGui::GetCurrentContext()->ConfigNavWindowingKeyPrev = ImGuiKey_None;
  ImGui_ImplSDL2_InitForOpenGL(handle, graphics);
  ImGui_ImplOpenGL3_Init(glsl);
  software = draws_in_software();
  app->opened(software);
  last_input = seconds_now();
}

void Window::close() {
  app.reset();
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplSDL2_Shutdown();
  ImGui::DestroyContext();
  SDL_GL_DeleteContext(graphics);
  SDL_DestroyWindow(handle);
  SDL_Quit();
}

bool Window::events() {
  bool any = false;
  std::vector<std::string> dropped;  // paths
  ImGuiIO& io = ImGui::GetIO();
  for (SDL_Event event; SDL_PollEvent(&event);) {
    any = true;
    // Walked here and not by ImGui, which never leads out; on the desktop it leads round. In the page
    // web/keys.js asks before SDL gets the key.
    if ((event.type == SDL_KEYDOWN || event.type == SDL_KEYUP) &&
        event.key.keysym.sym == SDLK_TAB &&
        !(event.key.keysym.mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI))) {
      const bool backwards = (event.key.keysym.mod & KMOD_SHIFT) != 0;
      if (event.type == SDL_KEYDOWN && !app->walk(backwards, false)) app->walk(backwards, true);
      continue;
    }
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
      dropped.push_back(event.drop.file);
      SDL_free(event.drop.file);
    }
  }
  if (!dropped.empty()) {
    try {
      app->command("open", nlohmann::json::object(), {}, read_dropped(dropped), {});
    } catch (const std::exception& error) {
      app->session().report(text_of(error), true);
    }
  }
  if (any) last_input = seconds_now();
  return any;
}

bool Window::idle() const { return seconds_now() - last_input > awake && !app->busy(); }

double Window::rest() const {
  const double now = seconds_now();
  const double pace = app->waits() ? waiting_pace : software ? software_pace : 0;
  return now - last_input > awake ? last_frame + pace - now : 0;
}

void Window::frame() {
  take_pictures();
  last_frame = seconds_now();
  ImGuiIO& io = ImGui::GetIO();
  if (!lost) ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplSDL2_NewFrame();
  if (scale != 1) {
    io.DisplaySize = {io.DisplaySize.x / scale, io.DisplaySize.y / scale};
    io.DisplayFramebufferScale = {io.DisplayFramebufferScale.x * scale,
                                  io.DisplayFramebufferScale.y * scale};
    // The backend has asked for the pointer's place in window units; ask again in ours.
    int x = 0, y = 0;
    const bool inside = SDL_GetMouseFocus() == handle;
    SDL_GetMouseState(&x, &y);
    if (inside) io.AddMousePosEvent(static_cast<float>(x) / scale, static_cast<float>(y) / scale);
  }
  const double start = seconds_now();
  ImGui::NewFrame();
  app->draw();
  ImGui::Render();
  if (!lost) {
    int width = 0, height = 0;
    SDL_GL_GetDrawableSize(handle, &width, &height);
    glViewport(0, 0, width, height);
    const ImVec4 ground = app->ground();
    glClearColor(ground.x, ground.y, ground.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  }
  if (frame_seconds.size() < 1000) frame_seconds.push_back(0);
  frame_seconds[frames++ % 1000] = static_cast<float>(seconds_now() - start);
}

void Window::lose_graphics() {
  lost = true;
  std::vector<ImTextureData*> wanted;
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    const bool ending = texture->Status == ImTextureStatus_WantDestroy ||
                        texture->Status == ImTextureStatus_Destroyed;
    if (!ending) wanted.push_back(texture);
  }
  ImGui_ImplOpenGL3_DestroyDeviceObjects();  // forgets the old handles
  for (ImTextureData* texture : wanted) texture->SetStatus(ImTextureStatus_WantCreate);
}

void Window::regain_graphics() {
  lost = false;
  last_input = seconds_now();  // so that it is drawn at once
}

Picture Window::picture() const {
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(handle, &width, &height);
  return picture(width, height);
}

Picture Window::picture(int width, int height) {
  const auto w = static_cast<uint32_t>(width), h = static_cast<uint32_t>(height);
  std::vector<uint8_t> rgba(size_t{4} * w * h);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
  Picture picture{w, h, 3, std::vector<uint8_t>(size_t{3} * w * h)};
  for (size_t y = 0; y < h; ++y) {
    for (size_t x = 0; x < w; ++x) {
      std::copy_n(&rgba[4 * ((h - 1 - y) * w + x)], 3,
                  &picture.pixels[3 * (y * w + x)]);  // bottom up
    }
  }
  return picture;
}

void Window::take_pictures() {
  if (frames == 0) return;  // it does not know its size yet
  while (const auto wanted = app->next_picture()) {
    CommandResult result;
    try {
      result.bytes = picture_of(*wanted->panel, wanted->vectors, wanted->scale);
      result.value = {{"name", wanted->name}, {"size", result.bytes.size()}};
    } catch (const std::exception& error) {
      result.error = text_of(error);
    }
    if (wanted->reply) wanted->reply(std::move(result));
  }
}

std::vector<uint8_t> Window::picture_of(const view::PanelRow& panel, bool vectors, float density) {
  ImGuiIO& io = ImGui::GetIO();
  const ImVec2 usual = io.DisplayFramebufferScale, pointer = io.MousePos;
  if (density == 0) density = vectors ? 1 : usual.x;
  if (!vectors && lost) fail("picture: the graphics card is lost at this moment; try again");
  // What was clicked and typed meanwhile is for the frames that are seen; the pointer lights nothing up.
  ImVector<ImGuiInputEvent>& events = ImGui::GetCurrentContext()->InputEventsQueue;
  struct Later {
    ImVector<ImGuiInputEvent>& events;
    ImVector<ImGuiInputEvent> kept{};
    explicit Later(ImVector<ImGuiInputEvent>& all) : events(all) { kept.swap(events); }
    ~Later() { kept.swap(events); }
  };
  const Later later(events);
  const auto draw = [&] {
    io.DeltaTime = 1e-6F;
    if (!ImGui::IsAnyMouseDown()) io.MousePos = {-FLT_MAX, -FLT_MAX};
    if (!vectors) io.DisplayFramebufferScale = {density, density};
    ImGui::NewFrame();
    app->draw(&panel);
    ImGui::Render();
    io.DisplayFramebufferScale = usual;
    io.MousePos = pointer;
    if (app->pictured().drawn.empty()) fail("picture: there is no network yet; wait until ready");
  };
  std::vector<uint8_t> bytes;
  if (vectors) {
    const view::Unsmoothed unsmoothed;
    // Where letters had to be added, those of before may stand elsewhere: once more.
    const ImTextureData* letters = nullptr;
    for (int tries = 0; tries < 3 && letters != io.Fonts->TexData; ++tries) {
      letters = io.Fonts->TexData;
      draw();
    }
    const std::string text = app->pictured_as_svg(panel, density);
    bytes.assign(text.begin(), text.end());
  } else {
    draw();
    bytes = write_png(drawn(density));
  }
  return bytes;
}

// The pictured card alone, tile by tile as the window is large.
Picture Window::drawn(float density) const {
  const view::Cards::Pictured& card = app->pictured();
  const auto pixels = [&](float length) {
    return static_cast<uint32_t>(std::max(1L, std::lround(length * density)));
  };
  const ImVec2 from{std::round(card.from.x * density) / density,
                    std::round(card.from.y * density) / density};
  Picture whole{pixels(card.to.x - from.x), pixels(card.to.y - from.y), 3, {}};
  if (whole.width > 1u << 14 || whole.height > 1u << 14 ||
      uint64_t{whole.width} * whole.height > 1u << 26)
    fail("picture: {}×{} pixels are too many; give a smaller scale", whole.width, whole.height);
  whole.pixels.resize(size_t{3} * whole.width * whole.height);
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(handle, &width, &height);
  ImDrawData data = *ImGui::GetDrawData();
  data.CmdLists.resize(0);
  for (ImDrawList* list : ImGui::GetDrawData()->CmdLists)
    if (std::ranges::find(card.drawn, list) != card.drawn.end()) data.CmdLists.push_back(list);
  data.CmdListsCount = data.CmdLists.Size;
  data.FramebufferScale = {density, density};
  const ImVec4 ground = app->card();  // which the window around it draws
  for (uint32_t top = 0; top < whole.height; top += static_cast<uint32_t>(height))
    for (uint32_t left = 0; left < whole.width; left += static_cast<uint32_t>(width)) {
      const uint32_t w = std::min(static_cast<uint32_t>(width), whole.width - left),
                     h = std::min(static_cast<uint32_t>(height), whole.height - top);
      data.DisplayPos = {from.x + static_cast<float>(left) / density,
                         from.y + static_cast<float>(top) / density};
      // A little more, so that it is no pixel less where it is rounded down.
      data.DisplaySize = {(static_cast<float>(w) + 0.01F) / density,
                          (static_cast<float>(h) + 0.01F) / density};
      glDisable(GL_SCISSOR_TEST);
      glClearColor(ground.x, ground.y, ground.z, 1);
      glClear(GL_COLOR_BUFFER_BIT);
      ImGui_ImplOpenGL3_RenderDrawData(&data);
      const Picture tile = picture(static_cast<int>(w), static_cast<int>(h));
      for (uint32_t y = 0; y < h; ++y)
        std::copy_n(&tile.pixels[size_t{3} * y * w], size_t{3} * w,
                    &whole.pixels[size_t{3} * ((top + y) * whole.width + left)]);
    }
  return whole;
}

}  // namespace hourglass
