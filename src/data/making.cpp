#include "data/making.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

#include "compute/cpu/thread_pool.h"

namespace hourglass {
namespace {

constexpr uint32_t each = 128;        // examples: some milliseconds of work
constexpr uint32_t most_threads = 4;  // the page's others are the trainer's

}  // namespace

void make_examples(uint32_t count, Make make, void* context) {
  const uint32_t parts = (count + each - 1) / each;
  const uint32_t cores = std::max(1u, std::thread::hardware_concurrency());
  cpu::ThreadPool pool(std::clamp(parts, 1u, std::min(cores, most_threads)));
  std::exception_ptr trouble;
  std::mutex mutex;
  pool.parallel_for(parts, [&](uint32_t index, uint32_t) {
    try {
      make(context, index * each, std::min(count, (index + 1) * each));
    } catch (...) {
      const std::lock_guard lock(mutex);
      trouble = std::current_exception();
    }
  });
  if (trouble) std::rethrow_exception(trouble);
}

}  // namespace hourglass
