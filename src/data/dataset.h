// What is learnt from: images as bytes, with or without labels. Formats and generators are beside
// this file; corruption works on batches, not here.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compute/tensor.h"

namespace hourglass {

struct Dataset {
  std::string name;  // "strokes", "mnist:DIR"
  Shape example;     // n = 1
  uint32_t count = 0;
  std::vector<uint8_t> pixels;  // count × example.features(), 0 … 255
  std::vector<uint8_t> labels;  // count, or empty
  uint32_t classes = 0;         // 1 + largest label; 0 without labels

  std::span<const uint8_t> image(uint32_t i) const {
    return std::span(pixels).subspan(size_t{i} * example.features(), example.features());
  }
};

struct Split {
  Dataset train, test;
};

// A source by its name: "strokes", "mnist:DIR", "idx:IMAGES[,LABELS]". Files as given; a plain and
// a .gz name are both tried for MNIST's four files. `seed` drives generators only.
// Throws Error with one line that says what is wrong and what to do.
Split load_dataset(std::string_view source, uint64_t seed = 0);

// One IDX file's bytes, gzipped or plain (decided by the magic number, not the name). `name` is for
// messages. Images: magic 2051, labels: magic 2049. Sizes are checked before anything is allocated.
struct NamedBytes {
  std::string name;
  std::vector<uint8_t> bytes;
};

// A whole regular file, under its path. Throws Error, before anything is taken, where there is none, it is
// larger than data can be, or there is no memory for it.
NamedBytes read_file(const std::filesystem::path&);

// Files dropped together onto the page, in any order and under any names: told apart by their
// magic and count. Accepts MNIST's four, or one images file with or without labels (split 6:1).
Split dataset_from_files(std::span<const NamedBytes> files);

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
