// NumPy's arrays as data (NEP 1, "A simple file format for NumPy arrays").
#pragma once
#include "data/dataset.h"

namespace hourglass {

// An array of numbers as its file has it, row by row.
struct Npy {
  std::vector<uint32_t> shape;  // 1 to 4 sides
  std::vector<uint8_t> bytes;   // where the file has unsigned bytes
  std::vector<float> values;    // else
};

// Throws Error, with the file's name, for what is no array of numbers or not exactly as long as its header says.
Npy read_npy(NamedBytes);
// Floats of that shape, as numpy.load reads them.
std::vector<uint8_t> write_npy(std::span<const uint32_t> shape, std::span<const float> values);
// The sides of an array by its header; none where it is no array of numbers.
std::vector<uint32_t> npy_shape(const NamedBytes& unpacked);

// [n], [n, features], [n, h, w] or [n, h, w, c]; `labels` [n] whole numbers, or nothing. Every seventh is for testing.
Split npy_from_files(NamedBytes examples, std::vector<NamedBytes> labels);
// Arrays that belong together, as an archive of numpy.savez has them (.npz, unzipped). Which is which their names say:
// x, images or data and y or labels, with train, test or val beside it where there are such. Where they do not, the
// array of most numbers holds the examples, and the first with a number for each their labels.
Split arrays_from_files(std::vector<NamedBytes>);

}  // namespace hourglass
