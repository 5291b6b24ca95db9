#include "app/dropped_files.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace hourglass {

namespace fs = std::filesystem;

std::string read_dropped(const std::string& path, std::vector<NamedBytes>& into) {
  constexpr uintmax_t most = 400'000'000;  // bytes, as in the page
  std::error_code error;
  if (fs::is_directory(path, error)) {
    std::vector<std::string> inside;
    for (const auto& entry : fs::directory_iterator(path, error)) {
      if (entry.is_regular_file(error) && inside.size() < 64)
        inside.push_back(entry.path().string());
    }
    std::ranges::sort(inside);
    for (const std::string& one : inside) {
      if (std::string wrong = read_dropped(one, into); !wrong.empty()) return wrong;
    }
    return inside.empty() ? path + " has no files in it; drop MNIST's files" : std::string();
  }
  const uintmax_t size = fs::file_size(path, error);
  const std::string name = fs::path(path).filename().string();
  if (error) return name + " could not be read: " + error.message();
  if (size > most) return name + " is larger than 400 MB; drop only images and labels";
  std::vector<uint8_t> bytes(static_cast<size_t>(size));
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!file) return name + " could not be read; look at its permissions";
  into.push_back({name, std::move(bytes)});
  return {};
}

std::string data_folder(const std::string& name) {
  const char* given = std::getenv("HOURGLASS_DATA");
  for (const fs::path& folder :
       {fs::path(given ? given : ""), fs::path("../shared/data"), fs::path("data")}) {
    std::error_code error;
    if (!folder.empty() && fs::is_directory(folder / name, error)) return (folder / name).string();
  }
  return {};
}

}  // namespace hourglass
