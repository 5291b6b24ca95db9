// The contract between what is trained and what computes. Two backends: cpu, webgpu.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compute/error.h"
#include "compute/program.h"
#include "compute/tensor.h"

namespace hourglass {

enum class ProgramId : uint32_t {};

struct BackendInfo {
  std::string name;  // "cpu", "webgpu"
  // Of cpu:
  std::string simd;    // "AVX-512", "AVX2", "SSE4", "NEON", "WASM simd128", …
  uint32_t lanes = 1;  // floats a vector
  uint32_t threads = 1;
  bool reproducible = false;  // separate multiply and add: the same bits on every machine
  // Of webgpu:
  std::string adapter, vendor;
  bool software = false;  // the processor plays the GPU
  std::string remark;     // why auto did not take webgpu; else empty
};

// The device is gone, with all that lay on it. What was read before can go on elsewhere.
struct DeviceLost : Error {
  using Error::Error;
};

// Done so far, for reports.
struct Work {
  uint64_t dispatches = 0, submits = 0;
};

// Made, used and destroyed on one thread. `run` enqueues; it waits only for earlier runs, where the
// device has three submits before it. The cpu backend does its work inside the call. So the app owns
// a backend on a thread of its own.
struct Backend {
  virtual ~Backend() = default;

  virtual BackendInfo info() const = 0;

  // Zero-filled; size in words. Throws Error when memory is short.
  virtual Buffer allocate(uint32_t words) = 0;
  virtual void release(Buffer) = 0;

  // A buffer that holds `size` bytes and is only read by programs. The cpu backend takes the memory itself
  // and keeps hold of it; a device gets a copy. Throws as allocate().
  virtual Buffer adopt(std::shared_ptr<const std::byte> memory, uint64_t size);

  virtual void write(Tensor to, std::span<const std::byte> from) = 0;

  // Once per program: check(), pipelines, bind groups.
  virtual ProgramId prepare(const Program&) = 0;
  virtual void release(ProgramId) = 0;
  virtual void run(ProgramId, uint32_t times) = 0;

  using Arrived = std::function<void(std::vector<float>&&)>;
  virtual void read(Tensor from, Arrived) = 0;  // arrives in a later poll()
  virtual void poll() = 0;

  virtual Work work() const = 0;
};

inline void write(Backend& backend, Tensor to, std::span<const float> from) {
  backend.write(to, std::as_bytes(from));
}
inline void write(Backend& backend, Tensor to, std::span<const uint32_t> from) {
  backend.write(to, std::as_bytes(from));
}

// A clock (compute/state.h) that stands at a step, with nothing of the data used.
void write_clock(Backend&, Tensor clock, uint64_t seed, uint32_t step = 0);

// A tensor of its own, in a buffer of its own (a kernel may not write the buffer it reads). Throws
// Error above most_words.
Tensor allocate(Backend&, Shape);

// Reads and polls until it has arrived. For evaluation and saving; a training step never reads.
std::vector<float> read_now(Backend&, Tensor);

struct CpuOptions {
  uint32_t threads = 0;  // 0: one a core
  bool reproducible = false;
  std::string remark{};  // for its info
};
std::unique_ptr<Backend> make_cpu_backend(const CpuOptions&);

}  // namespace hourglass
