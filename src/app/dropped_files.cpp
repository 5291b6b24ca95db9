#include "app/dropped_files.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <format>

#include "compute/error.h"

namespace hourglass {

namespace fs = std::filesystem;

namespace {

NamedBytes read(const std::string& path) {
  NamedBytes file = read_file(path);
  file.name = fs::path(path).filename().string();
  return file;
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
    if (inside.empty()) fail("{} has no files in it; drop one with pictures or data", path);
    std::ranges::sort(inside);
    for (const std::string& one : inside) files.push_back(read(one));
  }
  return files;
}

NamedBytes drawn_points(std::span<const float> points) {
  std::string table = "x,y\n";
  for (size_t i = 0; i + 1 < points.size(); i += 2)
    table += std::format("{:.5f},{:.5f}\n", points[i], points[i + 1]);
  return {"drawn.csv", {table.begin(), table.end()}};
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
