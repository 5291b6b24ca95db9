// Reading a file whole, see files.h.
#include "data/files.h"

#include <cstdio>
#include <memory>

#include "compute/error.h"
#include "compute/memory.h"

namespace hourglass {

namespace fs = std::filesystem;

NamedBytes read_file(const fs::path& path) {
  const std::string name = path.string();
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) fail("{}: no such file; check the path", name);
  if (fs::is_directory(status))
    fail("{}: is a folder; give a file, or mnist:{} for MNIST's four", name, name);
  if (!fs::is_regular_file(status)) fail("{}: is not a regular file; give one", name);
  const uint64_t size = fs::file_size(path, error);
  if (error) fail("{}: cannot be read ({}); check its permissions", name, error.message());
  if (size > largest_file + 16)
    fail("{}: has {} MB, more than {}; use fewer images", name, size >> 20, largest_file >> 20);
  require_memory(name, size, "use fewer images");
  NamedBytes file{name, std::vector<uint8_t>(static_cast<size_t>(size))};
  // No stream of C++'s: a page would be waited for longer by what they bring along (share/locale_browser.cpp).
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(name.c_str(), "rb"),
                                                           std::fclose);
  if (!in || std::fread(file.bytes.data(), 1, file.bytes.size(), in.get()) != file.bytes.size())
    fail("{}: cannot be read; check its permissions", name);
  return file;
}

}  // namespace hourglass
