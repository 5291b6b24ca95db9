// Threads that wait for the next loop to share. Nothing is allocated after construction.
#pragma once
#include <cstdint>
#include <memory>
#include <type_traits>

namespace hourglass::cpu {

class ThreadPool {
 public:
  explicit ThreadPool(
      uint32_t threads);  // 0: one a core. Throws Error when they cannot be started.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  uint32_t threads() const { return threads_; }  // the caller is one of them
  uint32_t asleep() const;                       // of them, until the next loop; for tests

  // task(context, index, thread) for every index in [0, count), thread in [0, threads()), in any
  // order; returns when all are done. The caller takes part. Not to be nested.
  using Task = void (*)(void* context, uint32_t index, uint32_t thread);
  void parallel_for(uint32_t count, Task task, void* context);

  template <class Body>
  void parallel_for(uint32_t count, Body&& body) {
    using Plain = std::remove_reference_t<Body>;
    parallel_for(
        count,
        [](void* context, uint32_t index, uint32_t thread) {
          (*static_cast<Plain*>(context))(index, thread);
        },
        &body);
  }

 private:
  struct Workers;
  uint32_t threads_ = 1;
  std::unique_ptr<Workers> workers_;  // null where there is one thread
};

}  // namespace hourglass::cpu
