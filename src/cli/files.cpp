// Whole files in and out of memory.
#include "cli/files.h"

#include <filesystem>
#include <fstream>

#include "compute/error.h"

namespace hourglass {

std::vector<uint8_t> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) fail("{}: cannot be read; check the path", path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, std::span<const uint8_t> bytes) {
  const std::string beside = path + ".part";
  std::ofstream file(beside, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  std::error_code code;
  if (file) std::filesystem::rename(beside, path, code);
  if (!file || code) fail("{}: cannot be written; check that the folder exists and has room", path);
}

}  // namespace hourglass
