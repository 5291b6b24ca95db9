#include "app/dropped_files.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <format>

#include "compute/error.h"
#include "share/png.h"

namespace hourglass {

namespace fs = std::filesystem;

namespace {

constexpr size_t most_files = 200'000;

NamedBytes read(const fs::path& path, const fs::path& from) {
  NamedBytes file = read_file(path);
  file.name = path.lexically_relative(from).generic_string();
  return file;
}

// Not the user's: what the systems leave beside files.
bool hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

void look(const fs::path& folder, std::vector<fs::path>& found) {
  std::error_code error;
  for (fs::recursive_directory_iterator i(folder, error), end; !error && i != end;
       i.increment(error)) {
    if (hidden(i->path()))
      i.disable_recursion_pending();
    else if (i->is_regular_file(error))
      found.push_back(i->path());
    if (found.size() > most_files)
      fail("{}: has more than {} files; drop fewer", folder.string(), most_files);
  }
}

}  // namespace

std::vector<NamedBytes> read_dropped(std::span<const std::string> paths) {
  std::vector<NamedBytes> files;
  uint64_t all = 0;
  for (const std::string& text : paths) {
    // Without a slash at the end, so that it has a name.
    const fs::path path =
        fs::path(text).has_filename() ? fs::path(text) : fs::path(text).parent_path();
    std::error_code error;
    std::vector<fs::path> inside;
    if (fs::is_directory(path, error)) {
      look(path, inside);
      if (inside.empty())
        fail("{} has no files in it; drop one with pictures or data", path.string());
      std::ranges::sort(inside);
    } else {
      inside.push_back(path);
    }
    for (const fs::path& one : inside) {
      files.push_back(read(one, path.parent_path()));
      all += files.back().bytes.size();
      if (all > largest_file)
        fail("{}: holds more than {} MB; drop fewer files", path.string(), largest_file >> 20);
    }
  }
  return files;
}

NamedBytes drawn_points(std::span<const float> points) {
  std::string table = "x,y\n";
  for (size_t i = 0; i + 1 < points.size(); i += 2)
    table += std::format("{:.5f},{:.5f}\n", points[i], points[i + 1]);
  return {"drawn.csv", {table.begin(), table.end()}};
}

std::vector<NamedBytes> drawn_pictures(const view::Collected& all) {
  std::vector<NamedBytes> files;
  const Pictures& p = all.pictures;
  for (uint32_t i = 0; i < p.count; ++i) {
    std::string folder = all.names[all.classes[i]];
    std::ranges::replace(folder, '/', '-');
    files.push_back({std::format("{}/{:05}.png", folder, i),
                     write_png({p.width, p.height, p.channels, to_bytes(p.picture(i))})});
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
