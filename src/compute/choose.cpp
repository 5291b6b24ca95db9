// The choice, and what it remembers.
#include "compute/choose.h"

#include "compute/error.h"
#include "compute/webgpu/device.h"
#include "compute/webgpu/webgpu_backend.h"
#include "share/texts.h"

namespace hourglass {

std::unique_ptr<Backend> Backends::make(const std::string& wanted, const CpuOptions& options) {
  std::unique_ptr<Backend> backend = choose(wanted, options);
  return wrap_ ? wrap_(std::move(backend)) : std::move(backend);
}

std::unique_ptr<Backend> Backends::choose(const std::string& wanted, const CpuOptions& options) {
  const auto on_gpu = [&](bool only_hardware) {
    const auto progress = [tell = tell_](uint32_t done, uint32_t all) {
      if (tell) tell(tr("Compiling shaders: {} of {}", done, all));
    };
    if (!device_ || device_->lost()) {
      if (tell_) tell_("Opening the GPU");
      device_ = webgpu::open_device(only_hardware);
    }
    return make_webgpu_backend(device_, progress);
  };
  if (wanted == "webgpu") return on_gpu(false);
  const bool choosing = wanted == "auto" && !options.reproducible;
  if (choosing && device_ && device_->adapter().software) device_.reset();
  if (choosing && remark_.empty()) {
    try {
      return on_gpu(true);
    } catch (const Error& error) {
      remark_ = error.what();
    }
  }
  CpuOptions with_remark = options;
  if (choosing) with_remark.remark = remark_;
  return make_cpu_backend(with_remark);
}

}  // namespace hourglass
