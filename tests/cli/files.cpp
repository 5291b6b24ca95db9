// Saving, with every way to fail that a disk has: what was there is whole afterwards, and nothing lies about.
#include "cli/files.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "compute/error.h"

using namespace hourglass;

namespace fs = std::filesystem;

namespace {

// The call that fails next, counted from 1; 0: none. They stand for the C library's, which files.cpp calls.
int failing = 0, calls = 0, with_errno = EIO;

bool fails() { return failing > 0 && ++calls == failing; }

}  // namespace

extern "C" {
int fsync(int file) {
  if (!fails()) return static_cast<int>(syscall(SYS_fsync, file));
  errno = with_errno;
  return -1;
}
int rename(const char* from, const char* to) noexcept {
  if (!fails())
    return static_cast<int>(syscall(SYS_renameat2, -100, from, -100, to, 0));  // AT_FDCWD
  errno = with_errno;
  return -1;
}
}

namespace {

// A folder of its own as the working folder, as the temporary and as the home one.
struct Folder {
  fs::path path, before = fs::current_path();
  Folder() {
    std::string name = (fs::temp_directory_path() / "hourglass-files-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()));
    path = name;
    fs::create_directories(path / "there");
    fs::create_directories(path / "working");
    fs::current_path(path / "working");
    setenv("TMPDIR", (path / "working").c_str(), 1);
  }
  ~Folder() {
    unsetenv("TMPDIR");
    fs::current_path(before);
    fs::remove_all(path);
  }
  size_t files() const {
    size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(path))
      count += entry.is_regular_file();
    return count;
  }
};

// No file grows past so many bytes.
struct Limit {
  rlimit before{};
  explicit Limit(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit now{bytes, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~Limit() { setrlimit(RLIMIT_FSIZE, &before); }
};

std::vector<uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

std::string refusal(const std::string& path, const std::vector<uint8_t>& bytes) {
  try {
    write_file(path, bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a file that cannot be written after n bytes is as it was, for every n") {
  const Folder folder;
  const std::string path = (folder.path / "there" / "m.safetensors").string();
  const std::vector<uint8_t> old = bytes_of("what was there"), fresh(3000, 7);
  size_t points = 0;
  for (bool failed = true; failed; ++points) {
    CAPTURE(points);
    write_file(path, old);
    std::string error;
    {
      const Limit limit(points);
      error = refusal(path, fresh);
    }
    failed = !error.empty();
    if (failed) REQUIRE(error.starts_with(path + ": cannot be written (File too large)"));
    REQUIRE(read_file(path) == (failed ? old : fresh));
    REQUIRE(folder.files() == 1);
  }
  CHECK(points == fresh.size() + 1);
  std::printf("points: %zu of saving a file of %zu bytes, all survived\n", points, fresh.size());
}

TEST_CASE("a file that does not reach the disk, or its name, is told and is as it was") {
  const Folder folder;
  const std::string path = (folder.path / "there" / "m.safetensors").string();
  const std::vector<uint8_t> old = bytes_of("what was there"), fresh = bytes_of("what comes");
  write_file(path, old);
  for (const int error : {EIO, ENOSPC, EDQUOT}) {
    with_errno = error;
    int points = 0;
    for (bool failed = true; failed; ++points) {
      write_file(path, old);
      failing = points + 1, calls = 0;
      failed = !refusal(path, fresh).empty();
      failing = 0;
      CHECK(read_file(path) == (failed ? old : fresh));
      CHECK(folder.files() == 1);
    }
    CHECK(points == 3);  // fsync, rename, neither
  }
  // A file system that knows no fsync is no reason to lose a training.
  with_errno = EINVAL, failing = 1, calls = 0;
  CHECK(refusal(path, fresh) == "");
  failing = 0;
}

TEST_CASE("what cannot be where it should is kept where it can, under a name of its own") {
  const Folder folder;
  const std::string path = (folder.path / "there" / "m.safetensors").string();
  const std::vector<uint8_t> mine = bytes_of("somebody's"), weights = bytes_of("weights");
  write_file("m.safetensors", mine);
  fs::remove_all(folder.path / "there");
  std::string trouble;
  CHECK(save_somewhere(path, weights, trouble) == "./m-2.safetensors");
  CHECK(trouble.find("there is no folder") != std::string::npos);
  CHECK(read_file("m-2.safetensors") == weights);
  CHECK(read_file("m.safetensors") == mine);
  fs::create_directory(folder.path / "there");
  trouble.clear();
  CHECK(save_somewhere(path, weights, trouble) == path);
  CHECK(trouble.empty());
}

TEST_CASE("a place is tried before the work, and the trial leaves nothing") {
  const Folder folder;
  check_place((folder.path / "there" / "m.safetensors").string());
  CHECK(folder.files() == 0);
  CHECK_THROWS_AS(check_place((folder.path / "nowhere" / "m").string()), Error);
}
