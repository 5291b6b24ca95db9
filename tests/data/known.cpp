// Data sets known by their content.
#include "data/known.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

using namespace hourglass;

TEST_CASE("data with MNIST's numbers but other pictures have no name") {
  const auto part = [](uint32_t count) {
    Dataset data{"mnist:fashion", {1, 28, 28, 1}, count, {}, {}, 0};
    data.pixels = std::vector<uint8_t>(size_t{count} * 784);
    return data;
  };
  const Split split{part(60000), part(10000)};
  CHECK(known_name(split) == "");
  CHECK(known_name({make_strokes(20, 0), make_strokes(10, 1)}) == "");
}

TEST_CASE("MNIST is known by its pixels") {
  const char* set = std::getenv("HOURGLASS_DATA");
  const auto folder = std::filesystem::path(set ? set : "../shared/data") / "mnist";
  if (!std::filesystem::exists(folder)) {
    std::cout << "skipped: MNIST's pixels, no folder " << folder.string()
              << "; set HOURGLASS_DATA\n";
    return;
  }
  Split split = load_dataset("mnist:" + folder.string());
  CHECK(known_name(split) == "mnist");
  split.train.labels = {};  // without labels it is MNIST still
  split.train.name = "files";
  CHECK(known_name(split) == "mnist");
  std::vector<uint8_t> other(split.train.pixels.begin(), split.train.pixels.end());
  other.back() ^= 1;
  split.train.pixels = std::move(other);
  CHECK(known_name(split) == "");
}
