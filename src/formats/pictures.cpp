#include "formats/pictures.h"

#include <algorithm>
#include <map>
#include <optional>

#include <stb_image.h>

#include "compute/error.h"
#include "compute/memory.h"
#include "data/sources.h"
#include "data/splitting.h"
#include "formats/packed.h"
#include "formats/zip.h"
#include "share/texts.h"

namespace hourglass {
namespace {

namespace fs = std::filesystem;

constexpr size_t most_files = 200'000;
constexpr std::string_view remedy = "use fewer or smaller pictures";

// Of a file that is scaled: what a camera makes, with room.
constexpr uint64_t most_pixels = uint64_t{1} << 26;

std::string_view reason() {
  const char* text = stbi_failure_reason();
  return text ? text : "it makes no sense";
}

// Width and height of the file, and the channels of its pictures here: 1 or 3. Throws Error where it is damaged.
Shape shape_of(const NamedBytes& file) {
  int width = 0, height = 0, channels = 0;
  const auto length = static_cast<int>(std::min<size_t>(file.bytes.size(), largest_file));
  if (!stbi_info_from_memory(file.bytes.data(), length, &width, &height, &channels) || width < 1 ||
      height < 1)
    fail("{}: is damaged ({}); save it again", file.name, reason());
  return {1, static_cast<uint32_t>(height), static_cast<uint32_t>(width), channels < 3 ? 1u : 3u};
}

// Adds one picture after the other; the first says how many channels and what size.
class Album {
 public:
  Album(size_t count, const Preparation& how) : expected_(count), how_(how) {}

  void add(const NamedBytes& file, std::string_view folder) {
    if (!is_picture(file.bytes)) {
      const std::string_view what = known_format(file.bytes);
      fail("{}: is {}, not a PNG or JPEG picture; leave it out, or convert it", file.name,
           what.empty() ? "something else" : what);
    }
    const Shape found = shape_of(file);
    check_size(file.name, found);
    if (count_ == 0) begin(file.name, found);
    const Shape same{1, found.h, found.w, example_.c};
    if (fitted(same, how_) != example_)
      fail(
          "{}: has {}×{} pixels, {} has {}×{}; scale them to one size, or write +size28 behind "
          "the data’s name",
          file.name, found.w, found.h, first_, smallest_.w, smallest_.h);
    append(file, same);
    smallest_.h = std::min(smallest_.h, found.h), smallest_.w = std::min(smallest_.w, found.w);
    largest_.h = std::max(largest_.h, found.h), largest_.w = std::max(largest_.w, found.w);
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
    if (how_.fits()) data.found = words_of(smallest_, largest_);
    if (classes_.size() < 2) return data;
    data.classes = static_cast<uint32_t>(classes_.size());
    data.class_names.resize(classes_.size());
    for (const auto& [folder, label] : classes_) data.class_names[label] = folder;
    data.labels = std::move(labels_);
    return data;
  }

 private:
  // Before anything of its size is taken.
  void check_size(const std::string& name, const Shape& found) const {
    if (how_.size == 0 && (found.w > largest_side || found.h > largest_side))
      fail(
          "{}: has {}×{} pixels; scale it to sides from 1 to {}, or write +size28 behind the "
          "data’s name",
          name, found.w, found.h, largest_side);
    if (uint64_t{found.w} * found.h > most_pixels)
      fail("{}: has {}×{} pixels; scale it to fewer than {} million", name, found.w, found.h,
           most_pixels >> 20);
  }

  void begin(const std::string& name, const Shape& found) {
    first_ = name;
    smallest_ = largest_ = found;
    example_ = fitted(found, how_);
    const uint64_t all = uint64_t{expected_} * example_.features();
    const std::string what = tr("{} pictures of {}×{}", expected_, example_.w, example_.h);
    if (all > largest_file) fail("{}: more than {} MB; {}", what, largest_file >> 20, remedy);
    require_memory(what, all, remedy);
    pixels_.reserve(static_cast<size_t>(all));
  }

  void append(const NamedBytes& file, const Shape& found) {
    if (found != example_)
      require_memory(file.name, 4 * uint64_t{found.h} * found.w, "use smaller pictures");
    int width = 0, height = 0, channels = 0;
    const auto length = static_cast<int>(std::min<size_t>(file.bytes.size(), largest_file));
    const std::unique_ptr<uint8_t, void (*)(void*)> decoded(
        stbi_load_from_memory(file.bytes.data(), length, &width, &height, &channels,
                              static_cast<int>(found.c)),
        stbi_image_free);
    if (!decoded) fail("{}: is damaged ({}); save it again", file.name, reason());
    const std::span<const uint8_t> picture(decoded.get(), found.features());
    const size_t before = pixels_.size();
    if (found == example_) {
      pixels_.insert(pixels_.end(), picture.begin(), picture.end());
      return;
    }
    pixels_.resize(before + example_.features());
    fit(picture, found, how_, std::span(pixels_).subspan(before));
  }

  size_t expected_;
  Preparation how_;
  Shape example_{}, smallest_{}, largest_{};  // the last two as found
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

Split of_files(std::vector<NamedBytes> files, const Preparation& how, std::string name) {
  std::ranges::sort(files, {}, &NamedBytes::name);
  Album album(files.size(), how);
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
    std::ranges::sort(files, {}, &NamedBytes::name);
    return of_files(spread(std::move(files), asked.most), asked.how, std::string(asked.text));
  }
  if (!fs::is_directory(folder, error))
    fail(
        "{}: is no folder; give one of PNG or JPEG pictures, or of folders of them, or a ZIP of it",
        folder.string());
  std::vector<fs::path> paths = pictures_in(folder);
  if (paths.empty())
    fail("{}: has no .png, .jpg or .jpeg in it, nor in its folders; give another folder",
         folder.string());
  paths = spread(std::move(paths), asked.most);
  Album album(paths.size(), asked.how);
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

Split pictures_from_files(std::vector<NamedBytes> files, const Preparation& how) {
  return of_files(std::move(files), how, "pictures");
}

Preparation needed_by(std::span<const NamedBytes> files) {
  constexpr uint32_t large = 64, usual = 28;  // pixels
  Preparation how;
  std::optional<Shape> first;
  for (const NamedBytes& file : files) {
    if (!is_picture(file.bytes)) continue;
    const Shape shape = shape_of(file);
    if (!first) first = shape;
    if (shape.h > large || shape.w > large || shape.h != first->h || shape.w != first->w)
      how.size = usual;
    how.crop |= shape.h != shape.w;
  }
  if (how.size == 0) how.crop = false;
  return how;
}

namespace source {

extern const Source images{
    .name = "images",
    .argument = "DIR",
    .title = "Pictures",
    .about =
        "PNG and JPEG pictures, or a ZIP of them; the folders that they lie in are the classes",
    .made =
        "Of one size up to 256×256, or of any with +size28 behind; grey where the first is; every "
        "seventh is for testing.",
    .example = "images:faces",
    .reach = Reach::files,
    .reads_in_ways = true,
    .open = open};

}  // namespace source
}  // namespace hourglass
