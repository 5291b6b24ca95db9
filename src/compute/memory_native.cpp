// Memory of a process: what the system says is available, within the limits set to it.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

#include "compute/memory.h"

namespace hourglass {
namespace {

std::atomic<uint64_t> limit{0};  // bytes; 0: none

// The number behind a name in a file of lines "NAME: 1234 kB", in bytes.
std::optional<uint64_t> kilobytes(const char* path, const std::string& name) {
  std::ifstream file(path);
  for (std::string word; file >> word;)
    if (word == name) {
      uint64_t number = 0;
      if (file >> number) return number * 1024;
    }
  return {};
}

// A file that holds one number; control groups write "max" for none.
std::optional<uint64_t> number_in(const char* path) {
  uint64_t number = 0;
  if (std::ifstream(path) >> number) return number;
  return {};
}

}  // namespace

void limit_memory(uint64_t bytes) { limit = bytes; }

MemoryRoom memory_room() {
  constexpr uint64_t unknown = std::numeric_limits<uint64_t>::max() / 4;
  const auto pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
  MemoryRoom room;
  room.all =
      pages > 0 && page > 0 ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(page) : unknown;
  room.free = kilobytes("/proc/meminfo", "MemAvailable:").value_or(room.all);
  const auto bound = [&](uint64_t most, uint64_t used) {
    room.all = std::min(room.all, most);
    room.free = std::min(room.free, most - std::min(most, used));
  };
  if (const auto most = number_in("/sys/fs/cgroup/memory.max"))
    bound(*most, number_in("/sys/fs/cgroup/memory.current").value_or(0));
  rlimit address{};
  if (getrlimit(RLIMIT_AS, &address) == 0 && address.rlim_cur != RLIM_INFINITY)
    bound(address.rlim_cur, kilobytes("/proc/self/status", "VmSize:").value_or(0));
  if (const uint64_t told = limit; told > 0) bound(told, 0);
  return room;
}

bool can_allocate(std::span<const uint64_t>) { return true; }  // such systems promise anything

}  // namespace hourglass
