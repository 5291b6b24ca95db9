// This program's operator new, and a backend around another one.
#include "faults/faults.h"

#include <atomic>
#include <cstdlib>
#include <new>
#include <thread>

namespace {

std::atomic<uint64_t> left{0};  // allocations until the one that fails; 0: none
std::atomic<size_t> least{0};   // bytes
std::atomic<bool> failed{false};
std::atomic<bool> others{false};
std::atomic<std::thread::id> owner{};

bool fails(size_t size) {
  if (left.load(std::memory_order_relaxed) == 0 || size < least.load()) return false;
  if ((std::this_thread::get_id() == owner.load()) == others.load()) return false;
  uint64_t now = left.load();
  while (now > 0 && !left.compare_exchange_weak(now, now - 1)) {
  }
  if (now != 1) return false;
  failed = true;
  return true;
}

void* allocate_or_not(std::size_t size, std::size_t alignment) {
  if (fails(size)) return nullptr;
  if (size == 0) size = 1;
  return alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__
             ? std::malloc(size)
             : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void* take(std::size_t size, std::size_t alignment) {
  void* const memory = allocate_or_not(size, alignment);
  if (!memory) throw std::bad_alloc();
  return memory;
}

}  // namespace

// All of them: what a sanitizer's own allocates must not come to this free.
using std::align_val_t, std::nothrow_t, std::size_t;
#define HOURGLASS_NEW(name)                                                                        \
  void* operator name(size_t size) { return take(size, 1); }                                       \
  void* operator name(size_t size, align_val_t alignment) {                                        \
    return take(size, static_cast<size_t>(alignment));                                             \
  }                                                                                                \
  void* operator name(size_t size, const nothrow_t&) noexcept { return allocate_or_not(size, 1); } \
  void* operator name(size_t size, align_val_t alignment, const nothrow_t&) noexcept {             \
    return allocate_or_not(size, static_cast<size_t>(alignment));                                  \
  }
#define HOURGLASS_DELETE(name)                                                          \
  void operator name(void* memory) noexcept { std::free(memory); }                      \
  void operator name(void* memory, size_t) noexcept { std::free(memory); }              \
  void operator name(void* memory, align_val_t) noexcept { std::free(memory); }         \
  void operator name(void* memory, size_t, align_val_t) noexcept { std::free(memory); } \
  void operator name(void* memory, const nothrow_t&) noexcept { std::free(memory); }    \
  void operator name(void* memory, align_val_t, const nothrow_t&) noexcept { std::free(memory); }
HOURGLASS_NEW(new)
HOURGLASS_NEW(new[])
HOURGLASS_DELETE(delete)
HOURGLASS_DELETE(delete[])

namespace faults {

using namespace hourglass;

void fail_allocation(uint64_t n, Where where, size_t at_least) {
  left = 0;
  least = at_least;
  failed = false;
  others = where == Where::elsewhere;
  owner = std::this_thread::get_id();
  left = n;
}
bool allocation_failed() { return failed; }

namespace {

class Losing final : public Backend {
 public:
  Losing(std::unique_ptr<Backend> inner, std::shared_ptr<Countdown> countdown)
      : inner_(std::move(inner)), countdown_(std::move(countdown)) {}

  BackendInfo info() const override {
    BackendInfo info = inner_->info();
    info.name = "webgpu";  // one that can be lost
    info.adapter = info.vendor = "test";
    return info;
  }
  Buffer allocate(uint32_t words) override {
    step();
    return inner_->allocate(words);
  }
  void release(Buffer buffer) override { inner_->release(buffer); }
  void write(Tensor to, std::span<const std::byte> from) override {
    step();
    inner_->write(to, from);
  }
  ProgramId prepare(const Program& program) override {
    step();
    return inner_->prepare(program);
  }
  void release(ProgramId program) override { inner_->release(program); }
  void run(ProgramId program, uint32_t times) override {
    step();
    inner_->run(program, times);
  }
  void read(Tensor from, Arrived arrived) override {
    step();
    inner_->read(from, std::move(arrived));
  }
  void poll() override { inner_->poll(); }
  Work work() const override { return inner_->work(); }

 private:
  void step() {
    if (!lost_ && countdown_->left > 0 && --countdown_->left == 0) lost_ = countdown_->lost = true;
    if (lost_) throw DeviceLost("webgpu: the device was lost (on purpose)");
  }

  std::unique_ptr<Backend> inner_;
  std::shared_ptr<Countdown> countdown_;
  bool lost_ = false;
};

}  // namespace

std::unique_ptr<Backend> losing(std::unique_ptr<Backend> inner,
                                std::shared_ptr<Countdown> countdown) {
  return std::make_unique<Losing>(std::move(inner), std::move(countdown));
}

}  // namespace faults
