// No WebGPU: natively without Dawn, in a page without threads.
#include "compute/error.h"
#include "compute/webgpu/device.h"

namespace hourglass::webgpu {

std::shared_ptr<Device> open_device(bool) {
  fail(
      "webgpu: this build has none: natively it wants Dawn, in a page threads; choose the backend "
      "cpu");
}

}  // namespace hourglass::webgpu
