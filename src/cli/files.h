// Whole files in and out of memory.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "cli/signals.h"

namespace hourglass {

// Regular files of at most 4 GB. Throws Error: one line that names the path.
std::vector<uint8_t> read_file(const std::string& path);

// Where a path leads once its links are followed, also where nothing is there yet.
std::filesystem::path followed(const std::string& path);

// What cannot be written is known before the work. Throws Error where the folder is missing, where
// nothing may be written, and where something other than a regular file is in the place. Leaves nothing.
void check_place(const std::string& path);

// A new file beside a place, gone with this value unless it took the place's name. All throw Error.
class Beside {
 public:
  explicit Beside(const std::string& path);  // which outlives it
  ~Beside();
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  void fill(std::span<const uint8_t> bytes);
  void fill_at(uint64_t place, std::span<const uint8_t> bytes);  // over what was filled in before
  void take_place();                                             // whole, on the disk

 private:
  void check(bool done) const;

  const std::string& path_;  // as given, for messages
  std::filesystem::path place_, name_;
  int file_ = -1;
  HoldSignals hold_;  // the end would leave half a file
};

// Puts the bytes in the place: whole, on the disk and under their name, or not at all; then what was there
// is as it was, and an Error says why. Written beside the place, under a name that is free.
void write_file(const std::string& path, std::span<const uint8_t> bytes);

// For what must not be lost. Where the place cannot be written: in the working, the temporary or the
// home folder, under a name that is free; where nothing takes it: waits for room, until a signal ends
// the waiting with an Error. Returns where the bytes are; what went wrong, if anything, is in `trouble`.
std::string save_somewhere(const std::string& path, std::span<const uint8_t> bytes,
                           std::string& trouble);

}  // namespace hourglass
