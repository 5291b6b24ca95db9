// The rows of the table, and the reading of names. What a source is stands at the end of its own file.
#include "data/sources.h"

#include <algorithm>

#include "compute/error.h"
#include "data/splitting.h"
#include "data/variations.h"
#include "share/texts.h"

// In the order in which they are listed.
// clang-format off: a row a line.
#define HOURGLASS_SOURCES(row) \
  row(strokes) \
  row(mnist) \
  row(shapes) \
  row(rect) \
  row(rect_img) \
  row(convex) \
  row(textures) \
  row(ring) \
  row(grid) \
  row(moons) \
  row(spiral) \
  row(swiss_roll) \
  row(gaussian_2d) \
  row(terms) \
  row(cifar10) \
  row(npy) \
  row(csv) \
  row(images) \
  row(idx)
// clang-format on

namespace hourglass {

namespace source {
#define HOURGLASS_DECLARE(name) extern const Source name;
HOURGLASS_SOURCES(HOURGLASS_DECLARE)
#undef HOURGLASS_DECLARE
}  // namespace source

namespace {

const Source* find_source(std::string_view name) {
  const auto found = std::ranges::find(sources(), name, &Source::name);
  return found == sources().end() ? nullptr : &*found;
}

std::string shortened(std::string_view text) {
  return text.size() <= 40 ? std::string(text) : std::string(text.substr(0, 37)) + "…";
}

std::string form(const Variation& variation) {
  return std::format("+{}{}", variation.name, variation.value);
}

std::string variation_names() {
  std::string text;
  for (const Variation& variation : variations())
    text += (text.empty() ? "" : " ") + form(variation);
  return text;
}

// A value that a variation does not take: "+size300", which no file is called.
void check_values(std::string_view text, std::string_view plain) {
  const std::string_view last = plain.substr(std::min(plain.rfind('+'), plain.size() - 1) + 1);
  for (const Variation& one : variations())
    if (one.takes && last.starts_with(one.name) && last.size() > one.name.size() &&
        std::ranges::all_of(last.substr(one.name.size()),
                            [](char c) { return (c >= '0' && c <= '9') || c == '.'; }))
      fail("data \"{}\": +{} is not possible; {}", shortened(text), last.substr(0, 20),
           one.name == "size" ? tr("give +size{} to +size{}", smallest_side, largest_side)
                              : tr("give +test1 to +test{}", largest_test_share));
}

}  // namespace

std::span<const Source> sources() {
  static const std::vector<Source> table{
#define HOURGLASS_COPY(name) source::name,
      HOURGLASS_SOURCES(HOURGLASS_COPY)
#undef HOURGLASS_COPY
  };
  return table;
}

std::string form(const Source& source) {
  std::string text(source.name);
  return source.argument.empty() ? text : text + ':' + std::string(source.argument);
}

const std::string& source_forms() {
  static const std::string text = [] {
    std::string all;
    for (const Source& source : sources()) all += (all.empty() ? "" : ", ") + form(source);
    return all;
  }();
  return text;
}

std::string_view data_help() {
  static const std::string text =
      "What is learnt from: " + source_forms() + "; also with " + variation_names() + " behind it.";
  return text;
}

std::string data_guide() {
  std::string text = "DATA:\n";
  for (const Source& source : sources())
    text += std::format(
        "  {}\n      {}\n      {}\n{}", form(source), source.about, source.made,
        source.argument.empty() ? std::string() : std::format("      --data {}\n", source.example));
  text += "\nBehind it, one or more:\n";
  for (const Variation& variation : variations())
    text += std::format("  {:<14} {}\n", form(variation), variation.about);
  return text +
         "      --data mnist:data/mnist+basic+rot\n      --data images:photos+crop+grey+size28\n";
}

Preparation DataName::how() const {
  const auto end =
      std::ranges::find_if(variations, [](const Written& one) { return !one.variation->prepare; });
  return preparation_of({variations.begin(), end});
}

// Variations are taken off the end. File names may hold a plus sign: only what is known is one.
DataName parts_of(std::string_view text) {
  DataName name;
  name.plain = text;
  for (size_t plus; (plus = name.plain.rfind('+')) != text.npos;
       name.plain = name.plain.substr(0, plus)) {
    const auto variation = read_variation(name.plain.substr(plus + 1));
    if (!variation) break;
    name.variations.insert(name.variations.begin(), *variation);
  }
  size_t read = name.plain.size();
  for (const auto& [variation, value] : name.variations) {
    if (!variation->prepare) break;
    read += 1 + variation->name.size() + value.size();
  }
  name.read = text.substr(0, read);
  const size_t colon = name.plain.find(':');
  name.source = find_source(name.plain.substr(0, colon));
  if (colon != text.npos) name.argument = name.plain.substr(colon + 1);
  return name;
}

DataName parse_data_name(std::string_view text) {
  DataName name = parts_of(text);
  const size_t colon = name.plain.find(':');
  const std::string_view kind = name.plain.substr(0, colon);
  check_values(text, name.plain);
  if (!name.source) {
    const size_t plus = kind.find('+');
    if (plus != kind.npos && find_source(kind.substr(0, plus)))
      fail("data \"{}\": there is no such variation; give one of {}", shortened(text),
           variation_names());
    fail("data \"{}\" is not known; choose {}", shortened(text), source_forms());
  }
  if (name.source->argument.empty() && colon != text.npos)
    fail("data \"{}\": {} takes nothing behind a colon; give {} alone", shortened(text), kind,
         kind);
  return name;
}

std::string_view base_name(std::string_view text) {
  const DataName name = parts_of(text);
  return name.source && name.source->reads_in_ways ? name.read : name.plain;
}

Split varied(Split split, std::string_view text, uint64_t seed) {
  const DataName name = parts_of(text);
  split = apply(std::move(split), name.variations, seed);
  for (Dataset* data : {&split.train, &split.test, &split.validation}) data->name = text;
  return split;
}

bool drawn_from_seed(std::string_view text) {
  const DataName name = parts_of(text);
  return (name.source && name.source->reach == Reach::built_in) ||
         std::ranges::any_of(name.variations,
                             [](const Written& one) { return one.variation->random; });
}

bool shareable(std::string_view text) {
  const DataName name = parts_of(text);
  if (!name.source || name.plain != name.source->name) return false;
  // The page fetches what is known as it is.
  return name.source->reach == Reach::built_in ||
         (name.source->reach == Reach::known && name.variations.empty());
}

Split load_dataset(std::string_view text, uint64_t seed, uint32_t most) {
  const DataName name = parse_data_name(text);
  const Asked asked{name.plain, name.argument, seed,
                    name.source->reads_in_ways ? name.how() : Preparation{}, most};
  Split split = name.source->open(asked);
  for (Dataset* data : {&split.train, &split.test, &split.validation})
    if (data->title.empty()) data->title = name.source->title;
  return varied(std::move(split), text, seed);
}

}  // namespace hourglass
