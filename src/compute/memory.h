// What memory there is, asked before anything large is built or read: a refusal in one line that says
// both numbers comes before the allocation, not after it. Page, desktop and command line ask here.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "compute/backend.h"

namespace hourglass {

struct MemoryRoom {
  uint64_t free = 0;  // bytes that can still be had
  uint64_t all = 0;   // bytes the program may have
};
// memory_browser.cpp: the module's memory; memory_native.cpp: the machine's, the limits of this
// process and of its control group.
MemoryRoom memory_room();

// Whether each of these can be had at once, tried where that costs nothing (memory_browser.cpp).
bool can_allocate(std::span<const uint64_t> pieces);

// The most that the program may have, where the platform tells, or a test wants less; 0: no limit.
void limit_memory(uint64_t bytes);

// Throws Error where so much is not free: "WHAT: needs 812 MB more, and 300 of 512 MB are free; REMEDY".
// `pieces`: bytes of each allocation. In a page they are tried, for a browser may give less than it
// promised.
void require_memory(std::string_view what, std::span<const uint64_t> pieces,
                    std::string_view remedy);
void require_memory(std::string_view what, uint64_t bytes, std::string_view remedy);

// A backend that computes nothing and keeps nothing but the sizes asked of it: what is built on it
// says what it would need.
class CountingBackend final : public Backend {
 public:
  explicit CountingBackend(uint32_t threads) : threads_(threads) {}  // of the cpu backend meant

  std::vector<uint64_t> pieces() const;  // bytes of each buffer, and of the cpu's workspace
  double longest_run() const { return longest_run_; }  // floating-point operations of one run

  BackendInfo info() const override { return {}; }
  Buffer allocate(uint32_t words) override;
  // Nothing is taken on the cpu. `memory` may be null.
  Buffer adopt(std::shared_ptr<const std::byte> memory, uint64_t size) override;
  void release(Buffer) override {}
  void write(Tensor, std::span<const std::byte>) override {}
  ProgramId prepare(const Program&) override;
  void release(ProgramId) override {}
  void run(ProgramId, uint32_t) override {}
  void read(Tensor, Arrived) override {}
  void poll() override {}
  Work work() const override { return {}; }

 private:
  uint32_t threads_;
  std::vector<uint32_t> words_{0};  // by Buffer
  std::vector<Buffer> adopted_;
  uint64_t workspace_ = 0;  // floats
  double longest_run_ = 0;
};

}  // namespace hourglass
