#include "formats/pictures.h"

#include <algorithm>
#include <map>

#include <stb_image.h>

#include "compute/error.h"
#include "compute/memory.h"
#include "data/sources.h"
#include "data/splitting.h"
#include "formats/packed.h"
#include "formats/zip.h"

namespace hourglass {
namespace {

namespace fs = std::filesystem;

constexpr size_t most_files = 200'000;
constexpr std::string_view remedy = "use fewer or smaller pictures";

// Adds one picture after the other; the first says how many channels and what size.
class Album {
 public:
  explicit Album(size_t count) : expected_(count) {}

  void add(const NamedBytes& file, std::string_view folder) {
    const auto* bytes = file.bytes.data();
    const auto length = static_cast<int>(std::min<size_t>(file.bytes.size(), largest_file));
    if (!is_picture(file.bytes)) {
      const std::string_view what = known_format(file.bytes);
      fail("{}: is {}, not a PNG or JPEG picture; leave it out, or convert it", file.name,
           what.empty() ? "something else" : what);
    }
    int width = 0, height = 0, channels = 0;
    if (!stbi_info_from_memory(bytes, length, &width, &height, &channels) || width < 1 ||
        height < 1)
      fail("{}: is damaged ({}); save it again", file.name, reason());
    // Before anything of its size is taken.
    const auto w = static_cast<uint32_t>(width), h = static_cast<uint32_t>(height);
    if (w > largest_side || h > largest_side)
      fail("{}: has {}×{} pixels; scale it to sides from 1 to {}", file.name, w, h, largest_side);
    if (count_ == 0) {
      example_ = {1, h, w, channels < 3 ? 1u : 3u};
      first_ = file.name;
      const uint64_t all = uint64_t{expected_} * example_.features();
      if (all > largest_file)
        fail("{} pictures of {}×{}: more than {} MB; {}", expected_, w, h, largest_file >> 20,
             remedy);
      require_memory(std::format("{} pictures of {}×{}", expected_, w, h), all, remedy);
      pixels_.reserve(static_cast<size_t>(all));
    }
    if (w != example_.w || h != example_.h)
      fail("{}: has {}×{} pixels, {} has {}×{}; scale them to one size", file.name, w, h, first_,
           example_.w, example_.h);
    const std::unique_ptr<uint8_t, void (*)(void*)> decoded(
        stbi_load_from_memory(bytes, length, &width, &height, &channels,
                              static_cast<int>(example_.c)),
        stbi_image_free);
    if (!decoded) fail("{}: is damaged ({}); save it again", file.name, reason());
    pixels_.insert(pixels_.end(), decoded.get(), decoded.get() + example_.features());
    const auto known =
        classes_.try_emplace(std::string(folder), static_cast<Label>(classes_.size()));
    labels_.push_back(known.first->second);
    ++count_;
  }

  Dataset take(std::string name) {
    Dataset data{.name = std::move(name),
                 .example = example_,
                 .count = count_,
                 .pixels = std::move(pixels_),
                 .labels = {}};
    if (classes_.size() < 2) return data;
    data.classes = static_cast<uint32_t>(classes_.size());
    data.class_names.resize(classes_.size());
    for (const auto& [folder, label] : classes_) data.class_names[label] = folder;
    data.labels = std::move(labels_);
    return data;
  }

 private:
  static std::string_view reason() {
    const char* text = stbi_failure_reason();
    return text ? text : "it makes no sense";
  }

  size_t expected_;
  Shape example_{};
  uint32_t count_ = 0;
  std::string first_;
  std::vector<uint8_t> pixels_;
  std::vector<Label> labels_;
  std::map<std::string, Label> classes_;
};

std::string folder_of(const fs::path& path) { return path.parent_path().filename().string(); }

// The pictures in a folder and in its folders, in the order of their names.
std::vector<fs::path> pictures_in(const fs::path& folder) {
  std::vector<fs::path> found;
  const auto look = [&](const fs::path& place, std::vector<fs::path>* folders) {
    std::error_code error;
    for (fs::directory_iterator i(place, error), end; !error && i != end; i.increment(error)) {
      if (folders && i->is_directory(error))
        folders->push_back(i->path());
      else if (names_picture(i->path()) && i->is_regular_file(error))
        found.push_back(i->path());
      if (found.size() > most_files)
        fail("{}: has more than {} pictures; {}", folder.string(), most_files, remedy);
    }
  };
  std::vector<fs::path> folders;
  look(folder, &folders);
  for (const fs::path& inner : folders) look(inner, nullptr);
  std::ranges::sort(found);
  return found;
}

Split of_files(std::vector<NamedBytes> files, std::string name) {
  std::ranges::sort(files, {}, &NamedBytes::name);
  Album album(files.size());
  for (const NamedBytes& file : files) album.add(file, folder_of(file.name));
  return split_every_7th(album.take(std::move(name)));
}

Split open(const Asked& asked) {
  if (asked.argument.empty())
    fail("data \"{}\": names no folder; give images:DIR, a folder of folders of pictures",
         asked.text);
  const fs::path folder(asked.argument);
  std::error_code error;
  if (fs::is_regular_file(folder, error)) {
    const NamedBytes archive = read_file(folder);
    if (!is_zip(archive.bytes))
      fail("{}: is no folder and no ZIP archive; give one of PNG or JPEG pictures", archive.name);
    std::vector<NamedBytes> files = unzipped(archive);
    std::erase_if(files, [](const NamedBytes& file) { return !names_picture(file.name); });
    if (files.empty())
      fail("{}: has no .png, .jpg or .jpeg in it; give another archive", archive.name);
    return of_files(std::move(files), std::string(asked.text));
  }
  if (!fs::is_directory(folder, error))
    fail(
        "{}: is no folder; give one of PNG or JPEG pictures, or of folders of them, or a ZIP of it",
        folder.string());
  const std::vector<fs::path> paths = pictures_in(folder);
  if (paths.empty())
    fail("{}: has no .png, .jpg or .jpeg in it, nor in its folders; give another folder",
         folder.string());
  Album album(paths.size());
  for (const fs::path& path : paths) album.add(read_file(path), folder_of(path));
  return split_every_7th(album.take(std::string(asked.text)));
}

}  // namespace

bool is_picture(std::span<const uint8_t> b) {
  return (b.size() > 8 && b[0] == 0x89 && b[1] == 'P' && b[2] == 'N' && b[3] == 'G') ||
         (b.size() > 3 && b[0] == 0xFF && b[1] == 0xD8 && b[2] == 0xFF);
}

bool names_picture(const fs::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

Split pictures_from_files(std::vector<NamedBytes> files) {
  return of_files(std::move(files), "pictures");
}

namespace source {

extern const Source images{
    .name = "images",
    .argument = "DIR",
    .title = "Pictures",
    .about =
        "PNG and JPEG pictures, or a ZIP of them; the folders that they lie in are the classes",
    .made = "Of one size, up to 256×256; grey where the first is; every seventh is for testing.",
    .example = "images:faces",
    .reach = Reach::files,
    .open = open};

}  // namespace source
}  // namespace hourglass
