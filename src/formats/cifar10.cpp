// CIFAR-10's binary files (Krizhevsky 2009, "Learning multiple layers of features from tiny images"): records of a
// label and a picture of 32×32, all its red, all its green, then all its blue.
#include "formats/cifar10.h"

#include <algorithm>

#include "compute/error.h"
#include "compute/memory.h"
#include "data/sources.h"
#include "data/splitting.h"
#include "formats/packed.h"

namespace hourglass {
namespace {

constexpr uint32_t side = 32, channels = 3, area = side * side;
constexpr size_t record = 1 + channels * area;  // bytes

Split open(const Asked& asked) {
  std::vector<NamedBytes> files;
  for (const std::string_view path : listed(asked.argument)) {
    if (path.empty())
      fail("data \"{}\": a file name is missing; give cifar10:FILE or cifar10:FILE,FILE",
           asked.text);
    files.push_back(read_file(path));
  }
  if (files.empty())
    fail("data \"{}\": names no file; give cifar10:data_batch_1.bin,test_batch.bin", asked.text);
  return cifar10_from_files(std::move(files));
}

}  // namespace

Dataset read_cifar10(NamedBytes file) {
  const std::string name = file.name;
  const std::vector<uint8_t> bytes = unpacked(std::move(file));
  if (bytes.empty()) fail("{}: is empty; download it again", name);
  if (bytes.size() % record != 0) {
    const std::string_view what = known_format(bytes);
    if (!what.empty())
      fail("{}: is {}, not a binary file of CIFAR-10; give data_batch_1.bin", name, what);
    fail(
        "{}: has {} bytes, no multiple of the {} of a CIFAR-10 record; give data_batch_1.bin of "
        "the binary version",
        name, bytes.size(), record);
  }
  const auto count = static_cast<uint32_t>(bytes.size() / record);
  require_memory(name, bytes.size(), "use fewer files");
  std::vector<uint8_t> pixels(size_t{count} * area * channels);
  std::vector<Label> labels(count);
  for (uint32_t i = 0; i < count; ++i) {
    const uint8_t* from = &bytes[i * record];
    if (from[0] > 9)
      fail("{}: record {} has the label {}; CIFAR-10 has 0 to 9, give its own binary files", name,
           i, from[0]);
    labels[i] = *from++;
    uint8_t* to = &pixels[size_t{i} * area * channels];
    for (uint32_t p = 0; p < area; ++p)
      for (uint32_t c = 0; c < channels; ++c) *to++ = from[c * area + p];
  }
  return {.name = name,
          .example = {1, side, side, channels},
          .count = count,
          .pixels = std::move(pixels),
          .labels = std::move(labels),
          .classes = 10,
          .title = "CIFAR-10",
          .class_names = {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse",
                          "ship", "truck"}};
}

Split cifar10_from_files(std::vector<NamedBytes> files) {
  Dataset train, test;
  for (NamedBytes& file : files) {
    Dataset& to = names_test(file.name) ? test : train;
    Dataset read = read_cifar10(std::move(file));
    to = to.count == 0 ? std::move(read) : joined(to, read);
  }
  if (test.count == 0) return split_6_to_1(train);
  if (train.count == 0) return split_6_to_1(test);
  return {std::move(train), std::move(test)};
}

namespace source {

extern const Source cifar10{.name = "cifar10",
                            .argument = "FILE[,FILE…]",
                            .title = "CIFAR-10",
                            .about = "Colour pictures of ten kinds of things, 32×32",
                            .made =
                                "Krizhevsky 2009, binary version, plain or .gz; files with "
                                "\"test\" in the name are for testing, "
                                "else the last seventh.",
                            .example = "cifar10:data_batch_1.bin,test_batch.bin",
                            .reach = Reach::files,
                            .open = open};

}  // namespace source
}  // namespace hourglass
