// Arrays as data: which are examples and which labels, for training and for testing. Their bytes are npy.cpp's business.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "compute/error.h"
#include "data/sources.h"
#include "data/splitting.h"
#include "formats/npy.h"
#include "formats/packed.h"
#include "formats/zip.h"

namespace hourglass {
namespace {

std::vector<Label> labels_in(const Npy& array, const std::string& name, uint32_t count) {
  const size_t have = array.bytes.size() + array.values.size();
  if (have != count)
    fail("{}: has {} labels for {} examples; use files that belong together", name, have, count);
  std::vector<Label> labels(array.bytes.begin(), array.bytes.end());
  for (const float v : array.values) {
    if (!(v >= 0 && v <= 65534) || v != std::floor(v))
      fail("{}: has the label {}; give whole numbers from 0 to 65534", name, v);
    labels.push_back(static_cast<Label>(v));
  }
  return labels;
}

Dataset data_in(NamedBytes examples, std::optional<NamedBytes> labels) {
  const std::string name = examples.name;
  Npy array = read_npy(std::move(examples));
  const auto side = [&](size_t i) { return i < array.shape.size() ? array.shape[i] : 1; };
  Dataset all{.name = name,
              .example = array.shape.size() > 2 ? Shape{1, side(1), side(2), side(3)}
                                                : Shape{1, 1, 1, side(1)},
              .count = array.shape[0],
              .pixels = {},
              .labels = {}};
  check_example(all);
  all.pixels = std::move(array.bytes);
  all.values = std::move(array.values);
  if (labels) {
    const std::string label_name = labels->name;
    std::vector<Label> read = labels_in(read_npy(std::move(*labels)), label_name, all.count);
    all.classes = 1u + *std::ranges::max_element(read);
    all.labels = std::move(read);
  }
  return all;
}

// ---- names

enum Use : uint8_t { for_all, for_training, for_validation, for_testing };
constexpr size_t uses = 4;

struct Word {
  std::string_view text;
  std::optional<Use> use{};
  bool examples = false, labels = false;
};
constexpr auto words = std::to_array<Word>({
    {"train", for_training},
    {"training", for_training},
    {"test", for_testing},
    {"testing", for_testing},
    {"val", for_validation},
    {"valid", for_validation},
    {"validation", for_validation},
    {"x", {}, true},
    {"image", {}, true},
    {"images", {}, true},
    {"imgs", {}, true},
    {"pictures", {}, true},
    {"data", {}, true},
    {"features", {}, true},
    {"samples", {}, true},
    {"examples", {}, true},
    {"y", {}, false, true},
    {"label", {}, false, true},
    {"labels", {}, false, true},
    {"target", {}, false, true},
    {"targets", {}, false, true},
    {"classes", {}, false, true},
});

// What a name says: "a.npz/x_train.npy" is of examples for training.
Word meaning(std::string_view name) {
  name = name.substr(name.find_last_of("/\\") + 1);
  name = name.substr(0, name.find('.'));
  Word found{name};
  std::string part;
  for (const char c : std::string(name) + '_') {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (lower != '_' && lower != '-' && lower != ' ') {
      part += lower;
      continue;
    }
    const auto word = std::ranges::find(words, part, &Word::text);
    part.clear();
    if (word == words.end()) continue;
    if (word->use) found.use = word->use;
    found.examples |= word->examples;
    found.labels |= word->labels;
  }
  if (found.labels) found.examples = false;  // of "image_labels" the labels
  return found;
}

struct Belonging {
  std::optional<NamedBytes> examples, labels;
};

uint64_t numbers_of(const std::vector<uint32_t>& shape) {
  double all = shape.empty() ? 0 : 1;
  for (const uint32_t side : shape) all *= side;
  return static_cast<uint64_t>(std::min(all, 1e18));
}

// Of arrays whose names say nothing; `named`: labels that have been found by theirs.
Belonging by_shape(std::vector<NamedBytes> files, std::optional<NamedBytes> named) {
  std::vector<std::vector<uint32_t>> shapes;
  for (const NamedBytes& file : files) shapes.push_back(npy_shape(file));
  const auto largest = std::ranges::max_element(shapes, {}, numbers_of) - shapes.begin();
  const std::vector<uint32_t>& shape = shapes[static_cast<size_t>(largest)];
  Belonging found{std::move(files[static_cast<size_t>(largest)]), std::move(named)};
  for (size_t i = 0; i < files.size() && !found.labels && !shape.empty(); ++i)
    if (static_cast<ptrdiff_t>(i) != largest && numbers_of(shapes[i]) == shape[0])
      found.labels = std::move(files[i]);
  return found;
}

}  // namespace

Split npy_from_files(NamedBytes examples, std::vector<NamedBytes> labels) {
  std::optional<NamedBytes> of_them;
  if (!labels.empty()) of_them = std::move(labels[0]);
  return split_every_7th(data_in(std::move(examples), std::move(of_them)));
}

Split arrays_from_files(std::vector<NamedBytes> files) {
  std::array<Belonging, uses> found;
  std::vector<NamedBytes> unnamed;
  for (NamedBytes& file : files) {
    file.bytes = unpacked({file.name, std::move(file.bytes)});
    const Word word = meaning(file.name);
    Belonging& to = found[word.use.value_or(for_all)];
    std::optional<NamedBytes>* const place = word.examples ? &to.examples
                                             : word.labels ? &to.labels
                                                           : nullptr;
    if (place && !*place)
      *place = std::move(file);
    else
      unnamed.push_back(std::move(file));
  }
  Belonging &all = found[for_all], &train = found[for_training], &test = found[for_testing],
            &validation = found[for_validation];
  if (std::ranges::none_of(found, [](const Belonging& one) { return one.examples.has_value(); })) {
    if (unnamed.empty())
      fail("{}: holds labels only; give the array of examples as well", files[0].name);
    all = by_shape(std::move(unnamed), std::move(all.labels));
  }
  // "x" beside "x_test" is what is trained on.
  if (!train.examples && all.examples) std::swap(train, all);
  if (!train.examples) std::swap(train, test.examples ? test : validation);
  const auto read = [](Belonging& one) {
    return data_in(std::move(*one.examples), std::move(one.labels));
  };
  const std::string name = train.examples->name;
  Dataset first = read(train);
  const auto beside = [&](Belonging& one) {
    const std::string its = one.examples->name;
    Split pair = pair_up(first, read(one), name, its);
    if (pair.train.labels.empty() != pair.test.labels.empty())
      fail("{}: has {} labels, {} has {}; give both or none", its,
           pair.test.labels.empty() ? "no" : "its", name,
           pair.train.labels.empty() ? "none" : "its own");
    if (pair.train.floats() != pair.test.floats())
      fail("{}: holds numbers of another type than {}; save both as one", its, name);
    return pair;
  };
  if (!test.examples) return split_every_7th(first);
  Split split = beside(test);
  if (validation.examples) {
    first.classes = split.train.classes;
    Split other = beside(validation);
    split.train.classes = split.test.classes = other.train.classes;
    split.validation = std::move(other.test);
  }
  return split;
}

namespace source {

extern const Source npy{
    .name = "npy",
    .argument = "FILE",
    .title = "NumPy array",
    .about = "Numbers or pictures in a file of numpy.save or numpy.savez",
    .made =
        "[n, features], [n, height, width] or [n, height, width, channels]; bytes stand for 0 to "
        "1; FILE,LABELS adds labels, or an .npz has them; x_test or every seventh is tested on.",
    .example = "npy:faces.npy,names.npy",
    .reach = Reach::files,
    .open = [](const Asked& asked) {
      const auto paths = listed(asked.argument);
      if (paths.empty() || paths.size() > 2 || paths.front().empty() || paths.back().empty())
        fail("data \"{}\": names no file, or too many; give npy:FILE or npy:FILE,LABELS",
             asked.text);
      std::vector<NamedBytes> files;
      for (const std::string_view path : paths) files.push_back(read_file(path));
      // Said, not told by their names.
      if (files.size() == 2) return npy_from_files(std::move(files[0]), {files[1]});
      if (is_zip(files[0].bytes)) files = unzipped(files[0]);
      return arrays_from_files(std::move(files));
    }};

}  // namespace source
}  // namespace hourglass
