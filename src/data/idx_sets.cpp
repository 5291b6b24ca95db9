// MNIST and other data in IDX files: which files belong together. The bytes are formats/idx.cpp's business.
#include "data/idx_sets.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "compute/error.h"
#include "data/sources.h"
#include "data/splitting.h"
#include "formats/idx.h"
#include "share/texts.h"

namespace hourglass {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mnist_files =
    "MNIST's four files, train-images-idx3-ubyte.gz and the others";

// ------------------------------------------------------------------------------------ assembling

void check_pair(const Idx& images, const Idx& labels) {
  if (images.count != labels.count)
    fail("{}: has {} labels for the {} images of {}; use files that belong together", labels.name,
         labels.count, images.count, images.name);
}

Dataset assemble(std::string_view name, Idx images, std::optional<Idx> labels) {
  Dataset data{.name = std::string(name),
               .example = {1, images.rows, images.columns, 1},
               .count = images.count,
               .pixels = std::move(images.values),
               .labels = {},
               .classes = 0};
  if (labels) {
    check_pair(images, *labels);
    data.classes = 1u + *std::ranges::max_element(labels->values);
    data.labels = std::vector<Label>(labels->values.begin(), labels->values.end());
  }
  return data;
}

// ----------------------------------------------------------------------------------------- files

Idx read_as(Idx::Kind kind, const fs::path& path) {
  Idx idx = read_idx(read_file(path), tr("give {}", mnist_files));
  if (idx.kind == kind) return idx;
  if (kind == Idx::Kind::images)
    fail(
        "{}: holds labels where images are expected; give the images file, named like "
        "train-images-idx3-ubyte.gz",
        idx.name);
  fail(
      "{}: holds images where labels are expected; give the labels file, named like "
      "train-labels-idx1-ubyte.gz",
      idx.name);
}

// The file of MNIST's four whose name begins with `stem`, in whichever spelling it is there.
fs::path find_mnist(const fs::path& folder, std::string_view stem, std::string_view ending) {
  for (const char* joint : {"-", "."}) {
    for (const char* packed : {"", ".gz"}) {
      fs::path path = folder / std::format("{}{}{}{}", stem, joint, ending, packed);
      std::error_code error;
      if (fs::exists(path, error)) return path;
    }
  }
  fail("{}: has no {}-{}, plain or .gz; give the folder with {}", folder.string(), stem, ending,
       mnist_files);
}

Split load_mnist(const Asked& asked) {
  if (asked.argument.empty())
    fail("data \"{}\": names no folder; give mnist:DIR, a folder with {}", asked.text, mnist_files);
  const std::string_view source = asked.text;
  const fs::path folder = asked.argument;
  std::error_code error;
  if (!fs::exists(folder, error))
    fail("{}: no such folder; give the one with {}", folder.string(), mnist_files);
  if (!fs::is_directory(folder, error))
    fail("{}: is not a folder; give the one with {}", folder.string(), mnist_files);
  // All four are found before any is read: a missing one is told at once.
  const fs::path train_images = find_mnist(folder, "train-images", "idx3-ubyte"),
                 train_labels = find_mnist(folder, "train-labels", "idx1-ubyte"),
                 test_images = find_mnist(folder, "t10k-images", "idx3-ubyte"),
                 test_labels = find_mnist(folder, "t10k-labels", "idx1-ubyte");
  const auto load = [&](const fs::path& images, const fs::path& labels) {
    return assemble(source, read_as(Idx::Kind::images, images), read_as(Idx::Kind::labels, labels));
  };
  Dataset train = load(train_images, train_labels);
  return pair_up(std::move(train), load(test_images, test_labels), train_images.string(),
                 test_images.string());
}

Split load_idx(const Asked& asked) {
  const std::string_view source = asked.text, paths = asked.argument;
  const size_t comma = paths.rfind(',');
  const std::string_view images = paths.substr(0, comma);
  const std::string_view labels =
      comma == paths.npos ? std::string_view{} : paths.substr(comma + 1);
  if (images.empty() || (comma != paths.npos && labels.empty()))
    fail("data \"{}\": a file name is missing; give idx:IMAGES or idx:IMAGES,LABELS", source);
  Idx image_file = read_as(Idx::Kind::images, images);
  std::optional<Idx> label_file;
  if (!labels.empty()) label_file = read_as(Idx::Kind::labels, labels);
  return split_6_to_1(assemble(source, std::move(image_file), std::move(label_file)));
}

// --------------------------------------------------------------------------------- dropped files

// Two image files: the one with more images is for training; with as many in both, the names decide.
void order_train_test(std::vector<Idx>& images) {
  const bool same = images[0].count == images[1].count;
  if (same && names_test(images[0].name) == names_test(images[1].name))
    fail(
        "{} and {}: both hold {} images; rename the one for testing so that its name has \"test\" "
        "in it",
        images[0].name, images[1].name, images[0].count);
  if (same ? names_test(images[0].name) : images[0].count < images[1].count)
    std::swap(images[0], images[1]);
}

// The labels that belong to `images`, taken out of `labels`. With as many in both, the names decide.
Idx take_labels(const Idx& images, std::vector<Idx>& labels) {
  const auto fits = [&](const Idx& l) { return l.count == images.count; };
  auto found = std::ranges::find_if(labels, [&](const Idx& l) {
    return fits(l) && names_test(l.name) == names_test(images.name);
  });
  if (found == labels.end()) found = std::ranges::find_if(labels, fits);
  if (found == labels.end() && !labels.empty()) check_pair(images, labels[0]);
  if (found == labels.end())
    fail("{}: its {} labels are missing; drop their file as well, or no labels at all", images.name,
         images.count);
  Idx taken = std::move(*found);
  labels.erase(found);
  return taken;
}

}  // namespace

Split idx_from_files(std::span<const NamedBytes> files) {
  const std::string remedy = tr("drop {}", mnist_files);
  if (files.empty()) fail("no files came; {}", remedy);
  if (files.size() > 4)
    fail("{} files at once; drop at most four: images and labels, for training and for testing",
         files.size());
  std::vector<Idx> images, labels;
  for (const NamedBytes& file : files) {
    Idx idx = read_idx(file, remedy);
    (idx.kind == Idx::Kind::images ? images : labels).push_back(std::move(idx));
  }
  if (images.empty()) fail("{}: holds labels only; drop the images' file as well", labels[0].name);
  if (images.size() > 2)
    fail("{} files of images; drop at most two, for training and for testing", images.size());
  if (images.size() == 2) order_train_test(images);

  const bool labelled = !labels.empty();
  std::array<std::optional<Idx>, 2> belonging;
  for (size_t i = 0; i < images.size() && labelled; ++i)
    belonging[i] = take_labels(images[i], labels);
  if (!labels.empty())
    fail("{}: belongs to no images; drop the file with its {} images as well", labels[0].name,
         labels[0].count);

  const std::string name = images[0].name, test_name = images.back().name;
  Dataset train = assemble(name, std::move(images[0]), std::move(belonging[0]));
  if (images.size() == 1) return split_6_to_1(std::move(train));
  return pair_up(std::move(train), assemble(name, std::move(images[1]), std::move(belonging[1])),
                 name, test_name);
}

namespace source {

extern const Source mnist{.name = "mnist",
                          .argument = "DIR",
                          .title = "MNIST",
                          .about = "70,000 handwritten digits, 11 MB",
                          .made = "The four IDX files of LeCun, Cortes and Burges, plain or .gz.",
                          .example = "mnist:data/mnist",
                          .reach = Reach::known,
                          .open = load_mnist};

extern const Source idx{
    .name = "idx",
    .argument = "IMAGES[,LABELS]",
    .title = "IDX files",
    .about = "Images and labels in MNIST's format",
    .made = "One file of images, with or without one of labels; the last seventh is for testing.",
    .example = "idx:images.gz,labels.gz",
    .reach = Reach::files,
    .open = load_idx};

}  // namespace source

}  // namespace hourglass
