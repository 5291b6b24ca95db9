// A folder with files that a test wants.
#pragma once
#include <filesystem>
#include <format>
#include <fstream>
#include <string>

#include "formats/idx_bytes.h"

namespace hourglass::test {

// A folder that goes when the test ends.
class Folder {
 public:
  Folder() {
    static int made = 0;
    const auto now = static_cast<uint64_t>(
        std::filesystem::file_time_type::clock::now().time_since_epoch().count());
    path_ = std::filesystem::temp_directory_path() /
            std::format("hourglass-sources-{:x}-{}", now, made++);
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  void put(const std::string& name, const Bytes& bytes) const {
    std::ofstream(path_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace hourglass::test
