// The rows of the table, and the reading of names. What a source is stands at the end of its own file.
#include "data/sources.h"

#include <algorithm>

#include "compute/error.h"
#include "data/variations.h"

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

std::string variation_names() {
  std::string text;
  for (const Variation& variation : variations())
    text += (text.empty() ? "+" : " +") + std::string(variation.name);
  return text;
}

// Takes the variations off the end. File names may hold a plus sign: only what is known is one.
std::string_view strip(std::string_view text, std::vector<const Variation*>& found) {
  for (size_t plus; (plus = text.rfind('+')) != text.npos; text = text.substr(0, plus)) {
    const auto variation = std::ranges::find(variations(), text.substr(plus + 1), &Variation::name);
    if (variation == variations().end()) break;
    found.insert(found.begin(), &*variation);
  }
  return text;
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
  static const std::string text = "What is learnt from: " + source_forms() +
                                  "; pictures also with " + variation_names() + " behind them.";
  return text;
}

std::string data_guide() {
  std::string text = "DATA:\n";
  for (const Source& source : sources())
    text += std::format(
        "  {}\n      {}\n      {}\n{}", form(source), source.about, source.made,
        source.argument.empty() ? std::string() : std::format("      --data {}\n", source.example));
  text += "\nBehind pictures, one or more:\n";
  for (const Variation& variation : variations())
    text += std::format("  +{:<12} {}\n", variation.name, variation.about);
  return text + "      --data mnist:data/mnist+basic+rot\n";
}

DataName parse_data_name(std::string_view text) {
  DataName name;
  name.base = strip(text, name.variations);
  const size_t colon = name.base.find(':');
  const std::string_view kind = name.base.substr(0, colon);
  if (colon != name.base.npos) name.argument = name.base.substr(colon + 1);
  name.source = find_source(kind);
  if (!name.source) {
    const size_t plus = kind.find('+');
    if (plus != kind.npos && find_source(kind.substr(0, plus)))
      fail("data \"{}\": there is no such variation; give one of {}", shortened(text),
           variation_names());
    fail("data \"{}\" is not known; choose {}", shortened(text), source_forms());
  }
  if (name.source->argument.empty() && colon != name.base.npos)
    fail("data \"{}\": {} takes nothing behind a colon; give {} alone", shortened(text), kind,
         kind);
  return name;
}

std::string_view base_name(std::string_view text) {
  std::vector<const Variation*> found;
  return strip(text, found);
}

Split varied(Split split, std::string_view text, uint64_t seed) {
  std::vector<const Variation*> found;
  strip(text, found);
  for (const Variation* variation : found) split = variation->apply(split, seed);
  for (Dataset* data : {&split.train, &split.test, &split.validation}) data->name = text;
  return split;
}

bool drawn_from_seed(std::string_view text) {
  std::vector<const Variation*> found;
  const std::string_view base = strip(text, found);
  const Source* source = find_source(base.substr(0, base.find(':')));
  return (source && source->reach == Reach::built_in) ||
         std::ranges::any_of(found, &Variation::random);
}

bool shareable(std::string_view text) {
  std::vector<const Variation*> found;
  const Source* source = find_source(strip(text, found));
  // The page fetches what is known as it is.
  return source &&
         (source->reach == Reach::built_in || (source->reach == Reach::known && found.empty()));
}

Split load_dataset(std::string_view text, uint64_t seed) {
  const DataName name = parse_data_name(text);
  Split split = name.source->open({name.base, name.argument, seed});
  for (Dataset* data : {&split.train, &split.test, &split.validation})
    if (data->title.empty()) data->title = name.source->title;
  return varied(std::move(split), text, seed);
}

}  // namespace hourglass
