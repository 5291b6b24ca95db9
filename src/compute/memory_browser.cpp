// Memory of a WebAssembly module: it grows up to a limit that the page has got from the browser, and a
// browser may refuse earlier.
#include <emscripten/heap.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include "compute/memory.h"

namespace hourglass {
namespace {

std::atomic<uint64_t> limit{0};  // bytes; 0: what the module was linked with

}  // namespace

void limit_memory(uint64_t bytes) { limit = bytes; }

MemoryRoom memory_room() {
  const uint64_t most = emscripten_get_heap_max();
  const uint64_t told = limit, all = told > 0 ? std::min(told, most) : most;
  // Up to the break: what lies below the heap, the stack and static data, counts as used.
  const uint64_t held = reinterpret_cast<uintptr_t>(sbrk(0));
  const auto idle = static_cast<uint64_t>(static_cast<size_t>(mallinfo().fordblks));
  const uint64_t used = held - std::min(held, idle);
  return {all - std::min(all, used), all};
}

bool can_allocate(std::span<const uint64_t> pieces) {
  std::vector<void*> had;
  had.reserve(pieces.size());
  bool all = true;
  for (const uint64_t piece : pieces) {
    void* const memory = piece <= SIZE_MAX ? std::malloc(static_cast<size_t>(piece)) : nullptr;
    if (!memory && piece > 0) {
      all = false;
      break;
    }
    had.push_back(memory);
  }
  for (void* memory : had) std::free(memory);
  return all;
}

}  // namespace hourglass
