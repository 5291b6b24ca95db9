// Owners of device memory: what they hold is released when they end, also when what they were made
// for throws half way. The backend outlives them.
#pragma once
#include <utility>

#include "compute/backend.h"

namespace hourglass {

// A buffer or a prepared program of a backend's.
template <class Handle>
class Owned {
 public:
  Owned() = default;
  Owned(Backend& backend, Handle handle) : backend_(&backend), handle_(handle) {}
  Owned(Owned&& other) noexcept
      : backend_(std::exchange(other.backend_, nullptr)), handle_(other.handle_) {}
  Owned& operator=(Owned&& other) noexcept {
    std::swap(backend_, other.backend_);
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Owned() {
    if (!backend_) return;
    try {
      backend_->release(handle_);
    } catch (const DeviceLost&) {
      // It went with the device.
    }
  }

  Handle get() const { return handle_; }

 private:
  Backend* backend_ = nullptr;
  Handle handle_{};
};

using OwnedProgram = Owned<ProgramId>;
inline OwnedProgram prepared(Backend& backend, const Program& program) {
  return {backend, backend.prepare(program)};
}

// A tensor in a buffer of its own; wherever a Tensor is wanted it is one.
class OwnedTensor {
 public:
  OwnedTensor() = default;
  OwnedTensor(Backend& backend, Shape shape) : OwnedTensor(backend, allocate(backend, shape)) {}
  // Takes over the tensor's buffer.
  OwnedTensor(Backend& backend, Tensor tensor) : buffer_(backend, tensor.buffer), tensor_(tensor) {}

  operator const Tensor&() const { return tensor_; }
  const Tensor* operator->() const { return &tensor_; }

 private:
  Owned<Buffer> buffer_;
  Tensor tensor_;
};

}  // namespace hourglass
