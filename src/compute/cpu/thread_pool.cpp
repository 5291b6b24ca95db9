// A loop is one 64-bit word: its number, and how many indices are left. Taking an index is one
// compare-and-swap on that word, so a thread that wakes late can never take one of a later loop by
// the rules of an earlier one, and nobody waits for threads that slept through.
#include "compute/cpu/thread_pool.h"

// 0 or 1, from the build: WebAssembly without threads has no std::thread at all.
#if HOURGLASS_THREADS
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "compute/error.h"
#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif
#endif

namespace hourglass::cpu {

#if HOURGLASS_THREADS

namespace {

constexpr uint32_t most_threads = 256;
// About 50 µs: long enough to bridge the gap between two dispatches, short enough not to heat an
// idle machine. A pause of x86 is as long as ten turns without one.
#if defined(__x86_64__) || defined(__i386__)
constexpr uint32_t spins_before_sleep = 2000;
inline void relax() { _mm_pause(); }
#else
constexpr uint32_t spins_before_sleep = 20'000;
inline void relax() {}
#endif
constexpr uint32_t spins_before_yield = spins_before_sleep / 2;

}  // namespace

struct ThreadPool::Workers {
  std::atomic<uint64_t> loop{0};  // number of the loop · 2^32 + indices left
  std::atomic<uint32_t> done{0};  // indices of this loop that are finished
  Task task = nullptr;            // these three change only while no index is left or in work
  void* context = nullptr;
  uint32_t count = 0;

  std::atomic<uint32_t> sleepers{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;
  std::condition_variable wake;
  std::vector<std::thread> threads;

  bool work_left() const { return static_cast<uint32_t>(loop.load()) != 0; }

  // Takes and does indices until none is left. True if it did any.
  bool work(uint32_t thread) {
    bool any = false;
    uint64_t seen = loop.load(std::memory_order_acquire);
    while (static_cast<uint32_t>(seen) != 0) {
      if (!loop.compare_exchange_weak(seen, seen - 1, std::memory_order_acq_rel)) continue;
      task(context, count - static_cast<uint32_t>(seen), thread);
      done.fetch_add(1, std::memory_order_release);
      any = true;
      seen = loop.load(std::memory_order_acquire);
    }
    return any;
  }

  void run(uint32_t thread) {
    uint32_t idle = 0;
    while (!stop.load(std::memory_order_relaxed)) {
      if (work(thread)) {
        idle = 0;
      } else if (++idle < spins_before_sleep) {
        relax();
      } else {
        std::unique_lock lock(mutex);
        sleepers.fetch_add(1);
        wake.wait(lock, [&] { return stop.load() || work_left(); });
        sleepers.fetch_sub(1);
        idle = 0;
      }
    }
  }

  ~Workers() {
    {
      const std::lock_guard lock(mutex);
      stop.store(true);
    }
    wake.notify_all();
    for (std::thread& thread : threads) thread.join();
  }
};

ThreadPool::ThreadPool(uint32_t threads) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  threads_ = std::min(threads, most_threads);
  if (threads_ == 1) return;
  workers_ = std::make_unique<Workers>();
  try {
    workers_->threads.reserve(threads_ - 1);
    for (uint32_t i = 1; i < threads_; ++i)
      workers_->threads.emplace_back([workers = workers_.get(), i] { workers->run(i); });
  } catch (const std::system_error&) {
    fail("cpu: this system does not start {} threads; ask for fewer with --threads", threads_);
  }
}

uint32_t ThreadPool::asleep() const { return workers_ ? workers_->sleepers.load() : 0; }

void ThreadPool::parallel_for(uint32_t count, Task task, void* context) {
  if (!workers_ || count < 2) {
    for (uint32_t i = 0; i < count; ++i) task(context, i, 0);
    return;
  }
  Workers& w = *workers_;
  w.task = task;
  w.context = context;
  w.count = count;
  w.done.store(0, std::memory_order_relaxed);
  const uint64_t number = (w.loop.load(std::memory_order_relaxed) >> 32) + 1;
  w.loop.store(number << 32 |
               count);  // sequentially consistent, as `sleepers` is: one sees the other
  if (w.sleepers.load() != 0) {
    {
      const std::lock_guard lock(w.mutex);
    }
    w.wake.notify_all();
  }
  w.work(0);
  for (uint32_t spins = 0; w.done.load(std::memory_order_acquire) != count; ++spins) {
    if (spins < spins_before_yield)
      relax();
    else
      std::this_thread::yield();
  }
}

#else

struct ThreadPool::Workers {};

ThreadPool::ThreadPool(uint32_t) {}

uint32_t ThreadPool::asleep() const { return 0; }

void ThreadPool::parallel_for(uint32_t count, Task task, void* context) {
  for (uint32_t i = 0; i < count; ++i) task(context, i, 0);
}

#endif

ThreadPool::~ThreadPool() = default;

}  // namespace hourglass::cpu
