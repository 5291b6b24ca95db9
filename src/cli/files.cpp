// Whole files in and out of memory.
#include "cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <system_error>
#include <thread>

#include "cli/progress.h"
#include "cli/signals.h"
#include "compute/error.h"
#include "compute/memory.h"

namespace hourglass {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t largest = uint64_t{4} << 30;  // bytes

std::string reason() { return std::generic_category().message(errno); }

}  // namespace

Beside::Beside(const std::string& path) : path_(path), place_(followed(path)) {
  // A number where the name is taken: it may be another run's, or somebody's own file.
  for (int number = 1; file_ < 0 && number < 100; ++number) {
    name_ = place_.string() + ".part" + (number > 1 ? std::to_string(number) : "");
    file_ = open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file_ < 0 && errno != EEXIST) break;
  }
  if (file_ < 0) fail("{}: cannot be written ({}); give a place where it can", path, reason());
}

Beside::~Beside() {
  if (file_ >= 0) close(file_);
  if (!name_.empty()) unlink(name_.c_str());
}

void Beside::fill(std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(file_, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    check(done > 0);
    bytes = bytes.subspan(static_cast<size_t>(done));
  }
}

void Beside::fill_at(uint64_t place, std::span<const uint8_t> bytes) {
  check(pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(place)) ==
        static_cast<ssize_t>(bytes.size()));
}

void Beside::check(bool done) const {
  if (!done) fail("{}: cannot be written ({}); make room or give another place", path_, reason());
}

void Beside::take_place() {
  struct stat there{};
  if (stat(place_.c_str(), &there) == 0) fchmod(file_, there.st_mode & 07777);
  // On the disk before it takes the old one's name: a power cut leaves one of the two. Some file
  // systems know no such thing and say so; all else is a file that is not there.
  check(fsync(file_) == 0 || errno == EINVAL || errno == ENOTSUP || errno == ENOSYS);
  const int file = file_;
  file_ = -1;
  check(close(file) == 0);
  check(rename(name_.c_str(), place_.c_str()) == 0);
  name_.clear();
}

namespace {

// A name in the folder that nothing has yet.
std::string free_name(const fs::path& folder, const fs::path& wanted) {
  std::error_code error;
  fs::path name = folder / wanted;
  for (int number = 2; fs::exists(fs::symlink_status(name, error)); ++number)
    name = folder /
           wanted.stem().concat("-" + std::to_string(number)).concat(wanted.extension().string());
  return name.string();
}

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
  require_memory(path, size, "give a smaller file");
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

void check_place(const std::string& path) {
  std::error_code error;
  const fs::path place = followed(path);
  if (place.filename().empty()) fail("{}: names a folder; add a file name", path);
  const fs::path folder = place.parent_path();
  if (!fs::is_directory(folder, error))
    fail("{}: cannot be written, there is no folder {}; make it first", path, folder.string());
  const fs::file_status there = fs::status(place, error);
  if (fs::is_directory(there)) fail("{}: is a folder; add a file name", path);
  if (fs::exists(there) && !fs::is_regular_file(there))
    fail("{}: is not a regular file; give another name", path);
  if (fs::exists(there) && access(place.c_str(), W_OK) != 0)
    fail("{}: cannot be written ({}); give another name", path, reason());
  const Beside trial(path);  // tells what only trying does
}

void write_file(const std::string& path, std::span<const uint8_t> bytes) {
  check_place(path);
  Beside file(path);
  file.fill(bytes);
  file.take_place();
}

std::string save_somewhere(const std::string& path, std::span<const uint8_t> bytes,
                           std::string& trouble) {
  const auto saved = [&](const std::string& place) {
    try {
      write_file(place, bytes);
      return true;
    } catch (const Error& error) {
      if (trouble.empty()) trouble = error.what();
      return false;
    }
  };
  if (saved(path)) return path;
  std::error_code error;
  const fs::path name = fs::path(path).filename();
  const char* const home = std::getenv("HOME");
  for (const fs::path& folder :
       {fs::path("."), fs::temp_directory_path(error), fs::path(home ? home : "")})
    if (!folder.empty())
      if (const std::string place = free_name(folder, name); saved(place)) return place;
  say(trouble + "; nor does another place take it: it waits for room (Ctrl-C gives it up)");
  for (const int before = signals_seen(); signals_seen() == before;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    if (saved(path)) {
      trouble.clear();
      return path;
    }
  }
  throw Error(trouble);
}

}  // namespace hourglass
