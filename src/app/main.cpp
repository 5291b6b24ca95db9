// The desktop program: opens the window, turns it, takes another program's commands where it is told to,
// and says at the end what it saw.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <format>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "app/dropped_files.h"
#include "app/state_folder.h"
#include "app/window.h"
#include "cli/files.h"
#include "cli/film.h"
#include "compute/error.h"
#include "share/json.h"
#include "share/texts.h"

namespace hourglass {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

void print(const json& line) {
  std::printf("%s\n", line.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
  std::fflush(stdout);  // who reads it waits for it
}

// --control: the commands of window.hourglass, for scripts and tests. A line "NAME {JSON}" on the standard
// input is answered by {"command": NAME, "value": …} or {"command": NAME, "error": …} when it is done.
class Control {
 public:
  bool ended() const { return ended_; }  // the input

  // What has come; never waits.
  void poll(Window& window) {
    std::array<char, 4096> part;
    for (pollfd input{STDIN_FILENO, POLLIN, 0}; !ended_ && ::poll(&input, 1, 0) > 0;) {
      const ssize_t got = read(STDIN_FILENO, part.data(), part.size());
      ended_ = got <= 0;
      if (!ended_) text_.append(part.data(), static_cast<size_t>(got));
    }
    for (size_t end = 0; (end = text_.find('\n')) != text_.npos; text_.erase(0, end + 1))
      run(window, text_.substr(0, end));
  }

 private:
  static void run(Window& window, const std::string& line) {
    const size_t space = std::min(line.find(' '), line.size());
    const std::string name = line.substr(0, space), rest = line.substr(space);
    const auto answer = [name](const CommandResult& result) {
      print(result.error.empty() ? json{{"command", name}, {"value", result.value}}
                                 : json{{"command", name}, {"error", result.error}});
    };
    const json given = rest.empty() ? json::object() : parse_json(rest);
    if (given.is_discarded())
      return answer({tr("{}: its arguments are no JSON, or too deep", name), {}, {}});
    window.app->command(name, given, {}, {}, answer);
    if (name != "status") window.last_input = seconds_now();
  }

  std::string text_;
  bool ended_ = false;
};

// Keeps what is trained every few seconds, so that a crash or a closed window costs no more.
class Keeper {
 public:
  explicit Keeper(StateFolder& folder) : folder_(folder) {}

  void poll(Session& session) {
    if (const std::string trouble = folder_.trouble(); !trouble.empty() && !told_) {
      told_ = true;
      session.report(tr("No training is kept for the next start: {}", trouble), true);
    }
    if (seconds_now() >= due_) keep(session);
  }
  // Where the window closes.
  void finish(Session& session) {
    while (asked_) session.poll(0.01);
    keep(session);
    while (asked_) session.poll(0.01);
  }
  void known(uint32_t step) { kept_ = step; }

 private:
  void keep(Session& session) {
    constexpr double spacing = 4;  // seconds
    const SessionStatus& status = session.status();
    if (asked_ || folder_.keeping() || !status.ready || status.step == 0 || status.step == kept_)
      return;
    asked_ = true;
    session.autosave([this](Session::Saved saved) {
      asked_ = false;
      due_ = seconds_now() + spacing;
      if (!saved.error.empty() || saved.file.bytes.empty()) return;
      kept_ = saved.step;
      folder_.keep(std::move(saved.file));
    });
  }

  StateFolder& folder_;
  double due_ = 0;  // seconds_now()
  uint32_t kept_ = 0;
  bool asked_ = false, told_ = false;
};

// Where nothing is yet, in the folder that the program was started in.
std::string free_place(const std::string& name) {
  std::string place = name;
  for (int n = 2; fs::exists(place); ++n)
    place = std::format("{} ({}){}", fs::path(name).stem().string(), n,
                        fs::path(name).extension().string());
  return place;
}

// A film of the window: what it shows, each picture as long as it was there. All throw Error.
class Filming {
 public:
  bool on() const { return film_.has_value(); }
  void begin() {
    place_ = free_place("hourglass.apng");
    film_.emplace(place_);
    shown_ = {};
  }
  // After a frame, before it is shown. A film has one size: false where the window has another by now.
  bool see(const Window& window) {
    constexpr double pace = 0.1;  // seconds, at least
    const double now = seconds_now();
    if (window.lost || (!shown_.pixels.empty() && now - since_ < pace)) return true;
    Picture picture = window.picture();
    if (!shown_.pixels.empty() &&
        (picture.width != shown_.width || picture.height != shown_.height))
      return false;
    if (picture.pixels == shown_.pixels) return true;
    keep(now);
    shown_ = std::move(picture);
    since_ = now;
    return true;
  }
  void drop() { film_.reset(); }
  // Says where it is. Without a frame there is no file.
  std::string end() {
    keep(seconds_now());
    film_->end();
    film_.reset();
    return tr("Saved {}", fs::absolute(place_).string());
  }

 private:
  void keep(double now) {
    if (!shown_.pixels.empty()) film_->add(shown_, static_cast<uint32_t>(1000 * (now - since_)));
  }

  std::optional<Film> film_;
  std::string place_;
  Picture shown_;
  double since_ = 0;  // seconds_now()
};

// The newest of the trainings that can be opened; then the older one.
void go_on(Window& window, Keeper& keeper, std::vector<NamedBytes> trainings) {
  if (trainings.empty()) return;
  std::vector<NamedBytes> first;
  first.push_back(std::move(trainings.front()));
  trainings.erase(trainings.begin());
  window.app->command("loadModel", json::object(), {}, std::move(first),
                      [&window, &keeper, trainings](const CommandResult& opened) {
                        if (!opened.error.empty()) return go_on(window, keeper, trainings);
                        const auto step = opened.value["step"].get<uint32_t>();
                        keeper.known(step);
                        if (!opened.value["trouble"])
                          window.app->session().report(
                              tr("You are where you were, at step {}: R begins afresh", step),
                              false);
                      });
}

int run(const Options& options) {
  std::string wanted;  // a data set to be loaded once the session stands
  StateFolder state(options.state);
  Keeper keeper(state);
  Window window;
  Platform platform;
  platform.title = [&](const std::string& text) {
    SDL_SetWindowTitle(window.handle, text.c_str());
  };
  platform.copy = [](const std::string& text) { SDL_SetClipboardText(text.c_str()); };
  platform.fetch = [&](const std::string& name) { wanted = name; };
  platform.save = [](const NamedBytes& file) {
    const std::string place = free_place(file.name);
    write_file(place, file.bytes);
    return tr("Saved {}", fs::absolute(place).string());
  };
  Filming filming;
  // What is done to the film, and told; where that fails there is none any more.
  const auto film = [&](auto what) {
    Session& session = window.app->session();
    try {
      if (const std::string told = what(); !told.empty()) session.report(told, false);
    } catch (const std::exception& error) {
      filming.drop();
      session.report(error.what(), true);
    }
    window.app->command("recording", {{"on", filming.on()}}, {}, {}, {});
  };
  platform.record = [&](bool on) {
    film([&]() -> std::string {
      if (!on) return filming.on() ? filming.end() : std::string();
      filming.begin();
      return "Recording: Stop, in the top bar, ends and saves it";
    });
  };
  if (options.remembers()) {
    platform.recall = [&](std::string_view name) { return state.recall(name); };
    platform.remember = [&, told = false](std::string_view name, const std::string& text) mutable {
      try {
        state.remember(name, text);
      } catch (const std::exception& error) {
        if (!std::exchange(told, true))
          std::fprintf(stderr, "hourglass-desktop: %s\n", error.what());
      }
    };
  }
  platform.dark = options.dark;
  if (options.slices) platform.threading = Session::Threading::slices;
  window.open(options, std::move(platform), options.link);
  if (options.panel) window.app->show(*options.panel);

  Control control;
  const double start = seconds_now();
  double trained_since = 0;
  while (!window.quit) {
    const double began = seconds_now();
    window.events();
    if (options.control) control.poll(window);
    if (!wanted.empty()) {
      const std::string name = std::exchange(wanted, {}), folder = data_folder(name);
      if (folder.empty()) {
        window.app->session().report(
            tr("{} is not here: drop its files on the window, or set HOURGLASS_DATA to the folder "
               "that has it",
               name),
            true);
      } else {
        window.app->session().load(name + ":" + folder);
      }
    }
    window.frame();
    if (filming.on()) film([&] { return filming.see(window) ? std::string() : filming.end(); });
    if (options.remembers() && trained_since > 0) keeper.poll(window.app->session());
    const bool ready = window.app->session().status().ready;
    const bool stuck = !ready && window.app->session().status().trouble;
    if ((ready || stuck) && trained_since == 0) {
      trained_since = seconds_now();
      SDL_SetWindowTitle(window.handle, "Hourglass");
      if (!options.open.empty())
        window.app->command("loadModel", json::object(), {}, read_dropped(std::array{options.open}),
                            [&](const CommandResult& opened) {
                              if (!opened.error.empty())
                                window.app->session().report(opened.error, true);
                            });
      if (options.remembers() && options.open.empty() && options.link.empty())
        go_on(window, keeper, state.trainings());
      if (options.train) window.app->command("train", json::object(), {}, {}, {});
    }
    // Time counts from readiness on: building takes what it takes.
    const bool over = trained_since > 0 && seconds_now() - trained_since >= options.after;
    if (options.control ? control.ended() : over && !options.screenshot.empty()) {
      if (options.screenshot.ends_with(".svg"))
        write_file(options.screenshot, window.picture_of(*options.panel, true, 0));
      else if (!options.screenshot.empty())
        write_png(window.picture(), options.screenshot);
      window.quit = true;
    }
    SDL_GL_SwapWindow(window.handle);
    if (window.idle() && options.screenshot.empty()) {
      SDL_WaitEventTimeout(nullptr, options.control ? 20 : 250);
    } else if (window.rest() > 0 && !options.slices) {
      SDL_WaitEventTimeout(nullptr, static_cast<int>(window.rest() * 1000));
    } else if (const double rest = 1.0 / 60 - (seconds_now() - began); rest > 0.001) {
      SDL_Delay(static_cast<Uint32>(rest * 1000));  // where nothing else keeps the pace
    }
  }
  if (options.remembers() && window.app->session().status().ready)
    keeper.finish(window.app->session());
  if (filming.on()) film([&] { return filming.end(); });
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(window.handle, &width, &height);
  std::vector<float> times = window.frame_seconds;
  std::ranges::sort(times);
  const auto share = [&](double part) {
    return 1e3 * times[static_cast<size_t>(part * static_cast<double>(times.size() - 1))];
  };
  const SessionStatus& status = window.app->session().status();
  print({{"step", status.step},
         {"width", width},
         {"height", height},
         {"frames", window.frames},
         {"seconds", seconds_now() - start},
         {"frame_ms", {{"median", share(0.5)}, {"p95", share(0.95)}}},
         {"message", status.message}});
  window.close();
  return 0;
}

}  // namespace
}  // namespace hourglass

int main(int count, char** words) {
  hourglass::Options options;
  try {
    hourglass::set_language_of_environment();
    options = hourglass::read_options(count, words);
    if (!options.language.empty()) hourglass::set_language(options.language);
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
