// What is learnt from: examples as bytes or floats, with or without labels. Where they come from is
// sources.h's business; corruption works on batches, not here.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compute/tensor.h"
#include "data/files.h"
#include "data/shared.h"

namespace hourglass {

// What an example is, so that views can follow.
enum class Kind : uint8_t {
  pictures,  // [h, w, c], c of 1 (grey) or 3 (red, green, blue)
  points,    // a place in the plane or in space
  table,     // a row of numbers
};

// What people call an example, several of them, and one of its numbers.
struct Noun {
  std::string_view one, many, number;  // "image", "images", "pixel"
};
const Noun& noun(Kind);

using Label = uint16_t;
inline constexpr uint32_t most_classes = 65536;
inline constexpr uint32_t most_columns = 16384;  // of a table

// Something that is known about how each example was made.
struct Factor {
  std::string name;         // "angle"
  uint32_t levels = 0;      // 0 … levels − 1, evenly spaced where the factor is a number
  Shared<uint16_t> values;  // level of each example
};

std::string class_name(std::span<const std::string> names, Label);  // "heart", or "7"

// Cheap to copy: the arrays are shared.
struct Dataset {
  std::string name;        // as it was asked for: "strokes", "mnist:DIR+rot"
  Shape example;           // n = 1
  uint32_t count = 0;      // examples
  Shared<uint8_t> pixels;  // count × example.features(), 0 … 255, which stand for 0 … 1
  Shared<Label> labels;    // count, or empty
  uint32_t classes = 0;    // above every label; 0 without labels
  Shared<float> values{};  // in place of `pixels`: numbers in their own range
  // What every place of a picture belongs to: 0 the background, 1 + a label; count × h × w, or empty.
  Shared<uint8_t> regions{};
  Kind kind = Kind::pictures;
  std::string title{};                       // for people; empty: the name
  std::vector<std::string> class_names{};    // `classes` of them, or none: the numbers
  std::vector<std::string> feature_names{};  // of a table's columns, or none
  std::string label_name{};                  // of the column that held the labels, or none
  std::string found{};  // before it was prepared: "640×480, in colour"; or empty
  std::vector<Factor> factors{};
  // What was set aside of it, to judge by while training; null where nothing was.
  std::shared_ptr<const Dataset> validation{};

  bool floats() const { return !values.empty(); }
  uint32_t places() const { return example.h * example.w; }
  // Pre: bytes.
  std::span<const uint8_t> image(uint32_t i) const {
    return std::span(pixels).subspan(size_t{i} * example.features(), example.features());
  }
  // Pre: floats.
  std::span<const float> row(uint32_t i) const {
    return std::span(values).subspan(size_t{i} * example.features(), example.features());
  }
  std::string class_name(Label label) const { return hourglass::class_name(class_names, label); }
};

// Examples first … first + count − 1, in the same memory.
Dataset part(const Dataset&, uint32_t first, uint32_t count);
// These examples in this order, copied. Throws Error where there is no memory for them.
Dataset pick(const Dataset&, std::span<const uint32_t> examples);
// `a`, then `b`, copied: of one shape and kind.
Dataset joined(const Dataset& a, const Dataset& b);

struct Split {
  Dataset train, test;
  Dataset validation{};  // count 0 where nobody set some aside
};

// A source by its name, see sources.h: "strokes", "mnist:DIR", "idx:IMAGES[,LABELS]+rot". Files as given;
// `seed` drives generators and variations only.
// Throws Error with one line that says what is wrong and what to do.
// `most`: where many files are read, at most so many of them, evenly picked; 0: all.
Split load_dataset(std::string_view source, uint64_t seed = 0, uint32_t most = 0);

// Files dropped together, in any order and under any names: told apart by what is in them. `called`: what they are to
// be called, with how they are to be read behind it ("files+grey"). Pictures that are large, or of many sizes, are
// scaled where it does not say, and it then does. `most`: as load_dataset's, of pictures.
Split dataset_from_files(std::span<const NamedBytes> files, std::string& called, uint32_t most = 0);
Split dataset_from_files(std::span<const NamedBytes> files);
// Whether files may be read in more than one way: pictures and tables. Others can only be varied.
bool read_in_ways(std::span<const NamedBytes> files);

// Handwriting-like digits 0–9, 28×28. See strokes.cpp.
// Every ten examples from a multiple of ten on hold every digit once.
Dataset make_strokes(uint32_t count, uint64_t seed);

// Examples first … first + count − 1 of the endless row of a seed: the same whichever way the row
// is cut, so that a page can show the beginning before it has made the rest.
// Pre: first + count ≤ 2³².
Dataset make_strokes_range(uint32_t first, uint32_t count, uint64_t seed);

// load_dataset("strokes"): trained on the beginning of the row, tested on a part far down it.
inline constexpr uint32_t strokes_train_count = 12000, strokes_test_count = 2000;
inline constexpr uint32_t strokes_test_first = 2'000'000'000;

}  // namespace hourglass
