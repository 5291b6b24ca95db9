// hourglass-examples DATA train|validation|test FILE SHARE: a split as text for libsvm, of which a share of the numbers,
// drawn once, is 0. Leaves out examples of floats.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <format>
#include <fstream>

#include "compute/error.h"
#include "data/dataset.h"
#include "data/draws.h"

using namespace hourglass;

namespace {

// "3 1:0.5 7:1": the label, and what is not 0 by its place, from 1 on.
void save(const Dataset& data, const std::string& path, float share) {
  std::array<std::string, 256> numbers;
  for (uint32_t byte = 1; byte < 256; ++byte) numbers[byte] = std::format(":{:.4g}", byte / 255.0);
  std::ofstream file(path);
  std::string line;
  for (uint32_t i = 0; i < data.count; ++i) {
    Draws draws(0, "noisy", i);
    line = std::to_string(data.labels[i]);
    uint32_t place = 0;
    for (const uint8_t byte : data.image(i)) {
      ++place;
      if (share > 0 && draws.uniform() < share) continue;
      if (byte != 0) line += ' ' + std::to_string(place) + numbers[byte];
    }
    file << line << '\n';
  }
  if (!file.flush()) fail("{}: cannot be written; make room", path);
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 5) fail("usage: hourglass-examples DATA train|validation|test FILE SHARE");
  const Split split = load_dataset(arguments[1]);
  const std::string which = arguments[2];
  const Dataset& data = which == "train"  ? split.train
                        : which == "test" ? split.test
                                          : split.validation;
  if (data.count == 0 || data.labels.empty() || data.floats())
    fail("{}: give labelled pictures with a validation split", arguments[1]);
  save(data, arguments[3], std::strtof(arguments[4], nullptr));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "hourglass-examples: %s\n", error.what());
  return 1;
}
