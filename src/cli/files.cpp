// Whole files in and out of memory.
#include "cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "compute/error.h"

namespace hourglass {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t largest = uint64_t{4} << 30;  // bytes

std::string reason() { return std::generic_category().message(errno); }

}  // namespace

std::vector<uint8_t> read_file(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) fail("{}: no such file; check the path", path);
  if (fs::is_directory(status)) fail("{}: is a folder; give a file", path);
  if (!fs::is_regular_file(status)) fail("{}: is not a regular file; give one", path);
  const uint64_t size = fs::file_size(path, error);
  if (error) fail("{}: cannot be read ({}); check its permissions", path, error.message());
  if (size > largest)
    fail("{}: has {} MB, more than {}; give a smaller file", path, size >> 20, largest >> 20);
  std::vector<uint8_t> bytes(static_cast<size_t>(size));
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!file) fail("{}: cannot be read; check its permissions", path);
  return bytes;
}

fs::path followed(const std::string& path) {
  std::error_code error;
  fs::path place = path;
  // By hand first: weakly_canonical stops at a link that leads to nothing yet.
  for (int links = 0; links < 40 && fs::is_symlink(place, error); ++links)
    place = place.parent_path() / fs::read_symlink(place, error);
  fs::path whole = fs::weakly_canonical(fs::absolute(place, error), error);
  return error ? place : whole;
}

NewFile::NewFile(const std::string& path) : path_(path), place_(followed(path)) {
  std::error_code error;
  if (place_.filename().empty()) fail("{}: names a folder; add a file name", path);
  const fs::path folder = place_.parent_path();
  if (!fs::is_directory(folder, error))
    fail("{}: cannot be written, there is no folder {}; make it first", path, folder.string());
  const fs::file_status there = fs::status(place_, error);
  if (fs::is_directory(there)) fail("{}: is a folder; add a file name", path);
  if (fs::exists(there) && !fs::is_regular_file(there))
    fail("{}: is not a regular file; give another name", path);
  if (fs::exists(there) && access(place_.c_str(), W_OK) != 0)
    fail("{}: cannot be written ({}); give another name", path, reason());
  // A number where the name is taken: it may be another run's, or somebody's own file.
  for (int number = 1; file_ < 0 && number < 100; ++number) {
    beside_ = place_.string() + ".part" + (number > 1 ? std::to_string(number) : "");
    file_ = open(beside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file_ < 0 && errno != EEXIST) break;
  }
  if (file_ < 0) fail("{}: cannot be written ({}); give a place where it can", path, reason());
  if (fs::exists(there)) fchmod(file_, static_cast<mode_t>(there.permissions()));
}

NewFile::~NewFile() {
  if (file_ >= 0) close(file_);
  if (!beside_.empty()) unlink(beside_.c_str());
}

void NewFile::keep(std::span<const uint8_t> bytes) {
  const auto check = [&](bool done) {
    if (!done) fail("{}: cannot be written ({}); make room or give another place", path_, reason());
  };
  while (!bytes.empty()) {
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    check(written > 0);
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  // On the disk before it takes the old one's name: a power cut leaves one of the two.
  fsync(file_);  // not every file system can
  check(close(std::exchange(file_, -1)) == 0);
  check(rename(beside_.c_str(), place_.c_str()) == 0);
  beside_.clear();
}

void write_file(const std::string& path, std::span<const uint8_t> bytes) {
  NewFile(path).keep(bytes);
}

}  // namespace hourglass
