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

// The number behind a name in a file of lines "NAME 1234".
std::optional<uint64_t> number_of(const std::string& name, const std::string& path) {
  std::ifstream file(path);
  for (std::string word; file >> word;)
    if (word == name) {
      uint64_t number = 0;
      if (file >> number) return number;
    }
  return {};
}

// A file that holds one number; control groups write "max" for none.
std::optional<uint64_t> number_in(const std::string& path) {
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
  constexpr uint64_t kilobyte = 1024;
  const auto available = number_of("MemAvailable:", "/proc/meminfo");
  room.free = available ? *available * kilobyte : room.all;
  const auto bound = [&](uint64_t most, uint64_t used) {
    room.all = std::min(room.all, most);
    room.free = std::min(room.free, most - std::min(most, used));
  };
  // Control groups, of version 2 or 1. What is only a copy of files goes when memory is wanted.
  const auto group = [&](const std::string& folder, const char* most, const char* used,
                         const std::string& names) {
    const auto bytes = number_in(folder + most);
    if (!bytes) return;
    uint64_t held = number_in(folder + used).value_or(0);
    for (const char* name : {"inactive_file", "active_file"})
      held -= std::min(held, number_of(names + name, folder + "memory.stat").value_or(0));
    bound(*bytes, held);
  };
  group("/sys/fs/cgroup/", "memory.max", "memory.current", "");
  group("/sys/fs/cgroup/memory/", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_");
  rlimit address{};
  if (getrlimit(RLIMIT_AS, &address) == 0 && address.rlim_cur != RLIM_INFINITY)
    bound(address.rlim_cur, number_of("VmSize:", "/proc/self/status").value_or(0) * kilobyte);
  if (const uint64_t told = limit; told > 0) bound(told, 0);
  return room;
}

bool can_allocate(std::span<const uint64_t>) { return true; }  // such systems promise anything

}  // namespace hourglass
