// Whole files in and out of memory.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace hourglass {

// Regular files of at most 4 GB. Throws Error: one line that names the path.
std::vector<uint8_t> read_file(const std::string& path);

// Where a path leads once its links are followed, also where nothing is there yet.
std::filesystem::path followed(const std::string& path);

// A file to be written, opened beside its place under a name that was free: what cannot be written
// is known before the work, and an interruption leaves the old file whole.
class NewFile {
 public:
  // Throws Error where the folder is missing, where nothing may be written, and where something
  // other than a regular file is in the place.
  explicit NewFile(const std::string& path);
  ~NewFile();  // removes what was not kept
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  // Puts the bytes in the place. Once.
  void keep(std::span<const uint8_t> bytes);

 private:
  std::string path_;  // as given, for messages
  std::filesystem::path place_, beside_;
  int file_ = -1;
};

void write_file(const std::string& path, std::span<const uint8_t> bytes);

}  // namespace hourglass
