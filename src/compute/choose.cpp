// The choice, and what it remembers.
#include "compute/choose.h"

#include "compute/error.h"
#include "compute/webgpu/device.h"
#include "compute/webgpu/webgpu_backend.h"

namespace hourglass {

std::unique_ptr<Backend> Backends::make(const std::string& wanted, const CpuOptions& options,
                                        Tell tell) {
  const auto on_gpu = [&] {
    const auto progress = [tell](uint32_t done, uint32_t all) {
      if (tell) tell(std::format("Compiling shaders: {} of {}", done, all));
    };
    if (!device_ || device_->lost()) {
      if (tell) tell("Opening the GPU");
      device_ = webgpu::open_device();
    }
    return make_webgpu_backend(device_, progress);
  };
  if (wanted == "webgpu") return on_gpu();
  std::string remark;
  if (wanted == "auto" && !options.reproducible) {
    try {
      if (remark_.empty()) {
        std::unique_ptr<Backend> backend = on_gpu();
        if (!device_->adapter().software) return backend;
        remark_ = std::format("the adapter {} is software, and the CPU is faster",
                              device_->adapter().name);
      }
    } catch (const Error& error) {
      remark_ = error.what();
    }
    remark = remark_;
    device_.reset();
  }
  CpuOptions with_remark = options;
  with_remark.remark = std::move(remark);
  return make_cpu_backend(with_remark);
}

}  // namespace hourglass
