// The backend that computes with this processor's vector instructions, inside the call of run().
#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <vector>

#include "compute/backend.h"
#include "compute/cpu/column_blocks.h"
#include "compute/cpu/convolution_sizes.h"
#include "compute/cpu/kernels.h"
#include "compute/cpu/product_sizes.h"
#include "compute/error.h"

namespace hourglass {
namespace cpu {

Functions all_functions() {
  Functions functions;
  add_gather(functions);
  add_dense(functions);
  add_convolution(functions);
  add_latent(functions);
  add_losses(functions);
  add_optimisers(functions);
  add_next_step(functions);
  add_activations(functions);
  add_pooling(functions);
  add_normalisation(functions);
  add_dropout(functions);
  add_likelihoods(functions);
  add_penalties(functions);
  add_samples(functions);
  add_adversarial(functions);
  add_densities(functions);
  add_corruption(functions);
  add_schedule(functions);
  return functions;
}

size_t workspace_floats(const Dispatch& dispatch, uint32_t threads) {
  const auto& t = dispatch.tensors;
  const Shape x = t[0].shape, third = t[2].shape;
  const size_t n = x.n, i = x.features();
  const uint32_t places = x.n * x.h * x.w;
  switch (dispatch.kernel) {
    case Kernel::dense_forward:
    case Kernel::dense_tied: return product_workspace(n, i, threads);
    case Kernel::dense_backward:
      return std::max(product_workspace(i, n, threads),
                      product_workspace(n, third.features(), threads));
    case Kernel::dense_tied_backward:
      return std::max(product_workspace(third.features(), n, threads),
                      product_workspace(n, third.features(), threads));
    case Kernel::convolution:
      return reduce_workspace(convolution_of(x, third, dispatch.integers), threads);
    case Kernel::transposed_convolution:
      return enlarge_workspace(convolution_of(third, x, dispatch.integers), threads);
    case Kernel::convolution_backward: {
      const Convolution c = convolution_of(x, third, dispatch.integers);
      return std::max(t[3] ? gradient_workspace(c, third.c, threads) : 0,
                      t[4] ? enlarge_workspace(c, threads) : 0);
    }
    case Kernel::transposed_convolution_backward: {
      const Convolution c = convolution_of(third, x, dispatch.integers);
      return std::max(t[3] ? gradient_workspace(c, third.c, threads) : 0,
                      t[4] ? reduce_workspace(c, threads) : 0);
    }
    case Kernel::batch_norm: return column_workspace(places, x.c, 1);
    case Kernel::batch_norm_evaluate: return x.c;
    case Kernel::batch_norm_backward:
    case Kernel::layer_norm_backward: return column_workspace(places, x.c, 2);
    default: return 0;
  }
}

namespace {

struct Free {
  void operator()(float* memory) const { ::operator delete[](memory, std::align_val_t{64}); }
};
using Memory = std::unique_ptr<float[], Free>;

Memory zeroed(size_t floats) {
  // Whole cache lines, and at least one.
  const size_t padded = std::max<size_t>(16, round_up(floats, 16));
  void* memory = padded > std::numeric_limits<size_t>::max() / (2 * sizeof(float))
                     ? nullptr
                     : ::operator new[](padded * sizeof(float), std::align_val_t{64}, std::nothrow);
  if (!memory)
    fail("cpu: no memory for {} MB; take a smaller batch, model or data set", floats / 250'000 + 1);
  std::memset(memory, 0, padded * sizeof(float));
  return Memory(static_cast<float*>(memory));
}

struct Step {
  Function function;
  Call call;
};

struct Prepared {
  std::vector<Step> steps;
  std::vector<Buffer> buffers;
  bool in_use = false;
  bool stale = false;  // one of its buffers has been released
};

class CpuBackend final : public Backend {
 public:
  explicit CpuBackend(const CpuOptions& options)
      : functions_(all_functions()),
        pool_(options.threads),
        reproducible_(options.reproducible),
        remark_(options.remark) {}

  BackendInfo info() const override {
    BackendInfo info;
    info.name = "cpu";
    info.simd = simd_.name;
    info.lanes = simd_.lanes;
    info.threads = pool_.threads();
    info.reproducible = reproducible_;
    info.remark = remark_;
    return info;
  }

  Buffer allocate(uint32_t words) override {
    Memory memory = zeroed(words);
    const size_t at = free_place();
    memory_[at] = std::move(memory);
    words_[at] = words;
    return static_cast<Buffer>(at);
  }

  Buffer adopt(std::shared_ptr<const std::byte> memory, uint64_t size) override {
    // Floats are read where floats may lie.
    if (reinterpret_cast<uintptr_t>(memory.get()) % sizeof(float) != 0)
      return Backend::adopt(std::move(memory), size);
    const size_t at = free_place();
    adopted_[at] = std::move(memory);
    words_[at] = static_cast<uint32_t>((size + 3) / 4);
    return static_cast<Buffer>(at);
  }

  void release(Buffer buffer) override {
    const size_t at = checked(buffer);
    memory_[at].reset();
    adopted_[at].reset();
    words_[at] = 0;
    for (Prepared& program : programs_)
      if (std::find(program.buffers.begin(), program.buffers.end(), buffer) !=
          program.buffers.end())
        program.stale = true;
  }

  void write(Tensor to, std::span<const std::byte> from) override {
    const size_t at = own(to.buffer);
    if (uint64_t{to.offset} * 4 + from.size() > uint64_t{words_[at]} * 4)
      fail("cpu: write of {} bytes at word {} runs over a buffer of {} words; allocate it larger",
           from.size(), to.offset, words_[at]);
    if (!from.empty()) std::memcpy(memory_[at].get() + to.offset, from.data(), from.size());
  }

  ProgramId prepare(const Program& program) override {
    check(program, words_);
    Prepared prepared;
    prepared.in_use = true;
    size_t workspace = 0;
    for (const Dispatch& dispatch : program) {
      const Functions::Pair& pair = functions_[dispatch.kernel];
      Step step{reproducible_ ? pair.separate : pair.fused, {}};
      for (size_t i = 0; i < max_bindings; ++i) {
        const Tensor& tensor = dispatch.tensors[i];
        if (!tensor) continue;
        step.call.data[i] =
            words_of(tensor.buffer, signature(dispatch.kernel).access[i]) + tensor.offset;
        step.call.shapes[i] = tensor.shape;
        prepared.buffers.push_back(tensor.buffer);
      }
      step.call.integers = dispatch.integers;
      step.call.numbers = dispatch.numbers;
      prepared.steps.push_back(step);
      workspace = std::max(workspace, workspace_floats(dispatch, pool_.threads()));
    }
    if (workspace > workspace_floats_) {
      workspace_ = zeroed(workspace);
      workspace_floats_ = workspace;
    }
    size_t at = 0;
    while (at < programs_.size() && programs_[at].in_use) ++at;
    if (at == programs_.size()) programs_.emplace_back();
    programs_[at] = std::move(prepared);
    return static_cast<ProgramId>(at);
  }

  void release(ProgramId id) override { programs_[checked(id)] = {}; }

  void run(ProgramId id, uint32_t times) override {
    const Prepared& program = programs_[checked(id)];
    if (program.stale) fail("cpu: the program uses a released buffer; prepare it again");
    const Machine machine{pool_, workspace_.get()};
    for (uint32_t i = 0; i < times; ++i)
      for (const Step& step : program.steps) step.function(step.call, machine);
    work_.dispatches += times * program.steps.size();
    work_.submits += times > 0;
  }

  void read(Tensor from, Arrived arrived) override {
    const size_t at = own(from.buffer);
    const uint64_t count = from.shape.full_count();
    if (count > words_[at] || from.offset + count > words_[at])
      fail("cpu: read of {} words at word {} runs over a buffer of {} words; record a smaller view",
           count, from.offset, words_[at]);
    const float* start = memory_[at].get() + from.offset;
    arriving_.push_back({{start, start + count}, std::move(arrived)});
  }

  void poll() override {
    std::vector<Read> ready;
    ready.swap(arriving_);  // a callback may read again: that arrives in the next poll
    for (Read& read : ready) read.arrived(std::move(read.values));
  }

  Work work() const override { return work_; }

 private:
  struct Read {
    std::vector<float> values;
    Arrived arrived;
  };

  size_t free_place() {
    size_t at = 1;  // 0 is Buffer::none
    while (at < memory_.size() && (memory_[at] || adopted_[at])) ++at;
    words_.resize(std::max(words_.size(), at + 1));
    adopted_.resize(std::max(adopted_.size(), at + 1));
    memory_.resize(std::max(memory_.size(), at + 1));
    return at;
  }
  size_t checked(Buffer buffer) const {
    const auto at = static_cast<size_t>(buffer);
    if (at >= memory_.size() || !(memory_[at] || adopted_[at]))
      fail("cpu: buffer {} is not allocated; allocate it first", at);
    return at;
  }
  size_t own(Buffer buffer) const {
    const size_t at = checked(buffer);
    if (adopted_[at])
      fail("cpu: buffer {} was adopted and is for programs to read; allocate one for other use",
           at);
    return at;
  }
  // Pre: allocated or adopted. A kernel only reads what it may only read.
  float* words_of(Buffer buffer, Access access) {
    if (access != Access::read) return memory_[own(buffer)].get();
    const auto at = static_cast<size_t>(buffer);
    if (memory_[at]) return memory_[at].get();
    return reinterpret_cast<float*>(const_cast<std::byte*>(adopted_[at].get()));
  }
  size_t checked(ProgramId id) const {
    const auto at = static_cast<size_t>(id);
    if (at >= programs_.size() || !programs_[at].in_use)
      fail("cpu: program {} is not prepared; prepare it first", at);
    return at;
  }

  Functions functions_;
  Simd simd_ = simd();
  ThreadPool pool_;
  bool reproducible_;
  std::string remark_;
  std::vector<Memory> memory_{1};  // by Buffer; null where it is free or adopted
  std::vector<std::shared_ptr<const std::byte>> adopted_{1};
  std::vector<uint32_t> words_{0};
  std::vector<Prepared> programs_;
  Memory workspace_;
  size_t workspace_floats_ = 0;
  std::vector<Read> arriving_;
  Work work_;
};

}  // namespace
}  // namespace cpu

std::unique_ptr<Backend> make_cpu_backend(const CpuOptions& options) {
  return std::make_unique<cpu::CpuBackend>(options);
}

}  // namespace hourglass
