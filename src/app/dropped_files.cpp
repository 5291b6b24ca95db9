#include "app/dropped_files.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compute/error.h"
#include "compute/memory.h"

namespace hourglass {

namespace fs = std::filesystem;

namespace {

NamedBytes read(const std::string& path) {
  std::error_code error;
  const uintmax_t size = fs::file_size(path, error);
  const std::string name = fs::path(path).filename().string();
  if (error) fail("{} could not be read: {}; look at its permissions", name, error.message());
  require_memory(name, size, "drop only images and labels");
  std::vector<uint8_t> bytes(static_cast<size_t>(size));
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!file) fail("{} could not be read; look at its permissions", name);
  return {name, std::move(bytes)};
}

}  // namespace

std::vector<NamedBytes> read_dropped(std::span<const std::string> paths) {
  std::vector<NamedBytes> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(read(path));
      continue;
    }
    std::vector<std::string> inside;
    for (const auto& entry : fs::directory_iterator(path, error)) {
      if (entry.is_regular_file(error) && inside.size() < 64)
        inside.push_back(entry.path().string());
    }
    if (inside.empty()) fail("{} has no files in it; drop MNIST's files", path);
    std::ranges::sort(inside);
    for (const std::string& one : inside) files.push_back(read(one));
  }
  return files;
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
