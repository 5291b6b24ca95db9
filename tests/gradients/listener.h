// Hears what a trainer records.
#pragma once
#include <algorithm>

#include "compute/backend.h"

namespace gradients {

using namespace hourglass;

// Passes on everything, and hears which program a trainer records as its step.
class Listener final : public Backend {
 public:
  explicit Listener(Backend& to) : to_(to) {}
  Program step;                // the last
  std::vector<Program> steps;  // of every phase

  BackendInfo info() const override { return to_.info(); }
  Buffer allocate(uint32_t words) override { return to_.allocate(words); }
  void release(Buffer buffer) override { to_.release(buffer); }
  Buffer adopt(std::shared_ptr<const std::byte> memory, uint64_t size) override {
    return to_.adopt(std::move(memory), size);
  }
  void write(Tensor to, std::span<const std::byte> from) override { to_.write(to, from); }
  ProgramId prepare(const Program& program) override {
    const auto is_end = [](const Dispatch& one) { return one.kernel == Kernel::next_step; };
    if (std::ranges::any_of(program, is_end)) steps.push_back(step = program);
    return to_.prepare(program);
  }
  void release(ProgramId program) override { to_.release(program); }
  void run(ProgramId program, uint32_t times) override { to_.run(program, times); }
  void read(Tensor from, Arrived arrived) override { to_.read(from, std::move(arrived)); }
  void poll() override { to_.poll(); }
  Work work() const override { return to_.work(); }

 private:
  Backend& to_;
};

}  // namespace gradients
