// Which backend computes: the one asked for, or the one that suits the machine.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "compute/backend.h"

namespace hourglass {

namespace webgpu {
struct Device;
}

// Makes one backend after the other, and keeps the GPU's device between them: opening one and
// compiling its shaders takes a second.
class Backends {
 public:
  // What goes on while make() takes its time, such as "Compiling shaders: 3 of 12".
  using Tell = std::function<void(std::string)>;
  // Put around every backend that is made: for tests, which make it fail.
  using Wrap = std::function<std::unique_ptr<Backend>(std::unique_ptr<Backend>)>;

  Backends() = default;
  explicit Backends(Tell tell, Wrap wrap = {}) : tell_(std::move(tell)), wrap_(std::move(wrap)) {}

  // wanted: cpu, webgpu, or auto: webgpu on a hardware adapter, else cpu with a remark in its info.
  // Throws Error where webgpu is asked for and cannot be had.
  std::unique_ptr<Backend> make(const std::string& wanted, const CpuOptions&);

  // After DeviceLost: the next webgpu backend gets a device of its own.
  void forget() { device_.reset(); }

  webgpu::Device* device() { return device_.get(); }  // for tests; null before the first

 private:
  std::unique_ptr<Backend> choose(const std::string& wanted, const CpuOptions&);

  Tell tell_;
  Wrap wrap_;
  std::shared_ptr<webgpu::Device> device_;
  std::string remark_;  // why auto does not take webgpu, once that is known
};

}  // namespace hourglass
