// The desktop program: opens the window, turns it, and says at the end what it saw.
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/dropped_files.h"
#include "app/window.h"
#include "compute/error.h"

namespace hourglass {
namespace {

using nlohmann::json;

int run(const Options& options) {
  std::string wanted;  // a data set to be loaded once the session stands
  Platform platform;
  platform.copy = [](const std::string& text) { SDL_SetClipboardText(text.c_str()); };
  platform.fetch = [&](const std::string& name) { wanted = name; };
  platform.dark = options.dark;
  if (options.slices) platform.threading = Session::Threading::slices;
  Window window;
  window.open(options);
  platform.software_graphics = window.software;
  window.start(std::move(platform), options.link);
  if (options.panel) window.app->show(*options.panel);

  const double start = seconds_now();
  double trained_since = 0;
  while (!window.quit) {
    const double began = seconds_now();
    window.events();
    if (!wanted.empty()) {
      const std::string name = std::exchange(wanted, {}), folder = data_folder(name);
      if (folder.empty()) {
        window.app->session().report(name +
                                         " is not here: drop its files on the window, or set "
                                         "HOURGLASS_DATA to the folder that has it",
                                     true);
      } else {
        window.app->session().load(name + ":" + folder);
      }
    }
    window.frame();
    const bool ready = window.app->session().status().ready;
    const bool stuck = !ready && window.app->session().status().trouble;
    if ((ready || stuck) && trained_since == 0) {
      trained_since = seconds_now();
      SDL_SetWindowTitle(window.handle, "Hourglass");
      if (options.train) window.app->command("train", json::object(), {}, {}, {});
    }
    // Time counts from readiness on: building takes what it takes.
    if (!options.screenshot.empty() && trained_since > 0 &&
        seconds_now() - trained_since >= options.after) {
      write_png(window.picture(), options.screenshot);
      window.quit = true;
    }
    SDL_GL_SwapWindow(window.handle);
    if (window.idle() && options.screenshot.empty()) {
      SDL_WaitEventTimeout(nullptr, 250);
    } else if (window.rest() > 0 && !options.slices) {
      SDL_WaitEventTimeout(nullptr, static_cast<int>(window.rest() * 1000));
    } else if (const double rest = 1.0 / 60 - (seconds_now() - began); rest > 0.001) {
      SDL_Delay(static_cast<Uint32>(rest * 1000));  // where nothing else keeps the pace
    }
  }
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(window.handle, &width, &height);
  std::vector<float> times = window.frame_seconds;
  std::ranges::sort(times);
  const auto share = [&](double part) {
    return 1e3 * times[static_cast<size_t>(part * static_cast<double>(times.size() - 1))];
  };
  const SessionStatus& status = window.app->session().status();
  std::printf("%s\n", json{{"step", status.step},
                           {"width", width},
                           {"height", height},
                           {"frames", window.frames},
                           {"seconds", seconds_now() - start},
                           {"frame_ms", {{"median", share(0.5)}, {"p95", share(0.95)}}},
                           {"message", status.message}}
                          .dump()
                          .c_str());
  window.close();
  return 0;
}

}  // namespace
}  // namespace hourglass

int main(int count, char** words) {
  hourglass::Options options;
  try {
    options = hourglass::read_options(count, words);
  } catch (const hourglass::Error& error) {
    std::fprintf(stderr, "hourglass-desktop: %s\n", error.what());
    return 2;
  }
  try {
    return hourglass::run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hourglass-desktop: %s\n", error.what());
    return 1;
  }
}
