#include "app/state_folder.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "cli/files.h"
#include "compute/error.h"

namespace hourglass {

namespace fs = std::filesystem;

namespace {

constexpr std::array<const char*, 2> generations = {"training-a.safetensors",
                                                    "training-b.safetensors"};

std::string usual_folder() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state)
    return std::string(state) + "/hourglass";
  const char* home = std::getenv("HOME");
  return home && *home ? std::string(home) + "/.local/state/hourglass" : "";
}

void put(const std::string& folder, std::string_view name, std::span<const uint8_t> bytes) {
  if (folder.empty()) fail("there is no HOME to keep anything in; start with --state FOLDER");
  std::error_code error;
  fs::create_directories(folder, error);
  write_file((fs::path(folder) / name).string(), bytes);
}

}  // namespace

StateFolder::StateFolder(std::string path)
    : path_(path.empty() ? usual_folder() : std::move(path)) {}

std::string StateFolder::recall(std::string_view name) const try {
  const fs::path file = fs::path(path_) / (std::string(name) + ".json");
  if (path_.empty() || !fs::exists(file)) return {};
  const std::vector<uint8_t> bytes = read_file(file.string());
  return {bytes.begin(), bytes.end()};
} catch (const std::exception&) {
  return {};  // as good as none
}

void StateFolder::remember(std::string_view name, const std::string& text) const {
  put(path_, std::string(name) + ".json",
      std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

std::vector<NamedBytes> StateFolder::trainings() const {
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  for (const char* name : generations) {
    std::error_code error;
    const fs::path file = fs::path(path_) / name;
    const fs::file_time_type when = fs::last_write_time(file, error);
    if (!error && !path_.empty()) found.emplace_back(when, file);
  }
  std::ranges::sort(found, std::greater());
  std::vector<NamedBytes> all;
  for (const auto& [when, file] : found) {
    try {
      all.push_back({file.filename().string(), read_file(file.string())});
    } catch (const std::exception&) {
      continue;  // the other one, then
    }
  }
  return all;
}

bool StateFolder::keeping() const {
  return keeping_.valid() &&
         keeping_.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
}

void StateFolder::keep(NamedBytes training) {
  // In the place of the older one, or of none.
  const char* place = generations[0];
  std::error_code none, error;
  const fs::file_time_type a = fs::last_write_time(fs::path(path_) / generations[0], none);
  const fs::file_time_type b = fs::last_write_time(fs::path(path_) / generations[1], error);
  if (!none && (error || b < a)) place = generations[1];
  keeping_ =
      std::async(std::launch::async, [folder = path_, place, training = std::move(training)] {
        try {
          put(folder, place, training.bytes);
          return std::string();
        } catch (const std::exception& caught) {
          return std::string(caught.what());
        }
      });
}

std::string StateFolder::trouble() { return keeping_.valid() && !keeping() ? keeping_.get() : ""; }

}  // namespace hourglass
