// The thread pool: every index once, and what the threads wrote is there when a loop is over. Under
// ThreadSanitizer a missing order shows, which these machines would hide.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <initializer_list>
#include <thread>
#include <vector>

#include "compute/cpu/thread_pool.h"

using hourglass::cpu::ThreadPool;

TEST_CASE("every index is done once by one thread, and seen by the caller") {
  ThreadPool pool(4);
  std::vector<uint32_t> done(64), by(64);  // plain memory: only the pool orders it
  uint32_t loops = 0;
  for (const uint32_t count : {0u, 1u, 2u, 3u, 7u, 64u}) {
    for (uint32_t again = 0; again < 200; ++again) {
      std::fill(done.begin(), done.end(), 0u);
      pool.parallel_for(count, [&](uint32_t index, uint32_t thread) {
        ++done[index];
        by[index] = thread + loops;
      });
      ++loops;
      for (uint32_t i = 0; i < done.size(); ++i) REQUIRE(done[i] == (i < count ? 1u : 0u));
      for (uint32_t i = 0; i < count; ++i) REQUIRE(by[i] - (loops - 1) < pool.threads());
    }
  }
}

TEST_CASE("threads that fell asleep wake for the next loop, and end with their pool") {
  for (uint32_t pools = 0; pools < 20; ++pools) {
    ThreadPool pool(3);
    uint64_t sums[3] = {};  // one a thread
    uint64_t wanted = 0;
    for (uint32_t loop = 0; loop < 20; ++loop) {
      // For about as long as they spin, so that some are on their way to sleep; or until all are.
      volatile uint32_t idle = 0;
      for (uint32_t i = 0; i < pools * 1000; ++i) idle = idle + 1;
      while (loop % 5 == 0 && pool.asleep() + 1 < pool.threads()) std::this_thread::yield();
      pool.parallel_for(50, [&](uint32_t index, uint32_t thread) { sums[thread] += index; });
      wanted += 50 * 49 / 2;
    }
    // Each index is done only once all threads have one: a thread that sleeps on leaves it undone.
    while (pool.asleep() + 1 < pool.threads()) std::this_thread::yield();
    std::atomic<uint32_t> awake{0}, together{0};
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(5);  // only a hang's
    pool.parallel_for(pool.threads(), [&](uint32_t, uint32_t) {
      ++awake;
      while (awake < pool.threads() && std::chrono::steady_clock::now() < end)
        std::this_thread::yield();
      if (awake == pool.threads()) ++together;
    });
    REQUIRE(together == pool.threads());
    CHECK(sums[0] + sums[1] + sums[2] == wanted);
  }
}
