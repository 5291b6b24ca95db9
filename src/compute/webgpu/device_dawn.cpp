// A device of this machine, through Dawn.
#include <webgpu/webgpu_cpp.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <deque>
#include <limits>
#include <mutex>

#include "compute/backend.h"
#include "compute/webgpu/device.h"

namespace hourglass::webgpu {
namespace {

constexpr auto waiting = wgpu::CallbackMode::WaitAnyOnly;
constexpr uint64_t forever = std::numeric_limits<uint64_t>::max();

std::string text_of(wgpu::StringView view) {
  std::string text(view.data ? std::string_view(view) : std::string_view());
  return text.substr(0, text.find('\n'));
}

// What Dawn tells from threads of its own.
struct Fate {
  std::mutex mutex;
  std::atomic<bool> lost = false;
  std::string reason;
  std::string error;  // the first uncaptured one

  void lose(std::string why) {
    const std::lock_guard lock(mutex);
    if (!lost) reason = std::move(why);
    lost = true;
  }
  void check() {
    if (!lost) return;
    const std::lock_guard lock(mutex);
    throw DeviceLost("webgpu: the device was lost (" + reason + ")");
  }
};

class DawnDevice final : public Device {
 public:
  explicit DawnDevice(bool only_hardware);
  ~DawnDevice() override { device_.Destroy(); }

  const Adapter& adapter() const override { return adapter_; }
  void create_buffer(uint32_t number, uint64_t bytes) override;
  void destroy_buffer(uint32_t number) override {
    buffers_[number].Destroy();
    buffers_[number] = nullptr;
  }
  void write(uint32_t buffer, uint64_t offset, std::span<const std::byte> from) override {
    fate_->check();
    queue_.WriteBuffer(buffers_[buffer], offset, from.data(), from.size());
  }
  void read(uint32_t buffer, uint64_t offset, std::span<std::byte> to) override;
  void compile(uint32_t first_number, std::span<const Pipeline>, const Progress&) override;
  void create_program(uint32_t number, std::span<const Command>,
                      std::span<const std::byte> constants) override;
  void destroy_program(uint32_t number) override { programs_[number] = {}; }
  void submit(uint32_t program, uint32_t times) override;
  bool lost() const override { return fate_->lost; }
  void destroy() override {
    device_.Destroy();
    fate_->lose("destroyed");
  }

 private:
  struct Step {
    wgpu::ComputePipeline pipeline;
    wgpu::BindGroup group;
    std::array<uint32_t, 3> groups{};
  };
  struct Program {
    std::vector<Step> steps;
    wgpu::Buffer constants;
  };
  struct Compiled {
    wgpu::BindGroupLayout layout;
    wgpu::ComputePipeline pipeline;
    std::string bindings;
  };

  void wait(wgpu::Future future) { instance_.WaitAny(future, forever); }
  // The error that `body` caused, if any.
  template <class Body>
  std::string error_of(wgpu::ErrorFilter filter, Body&& body);
  wgpu::ShaderModule module_of(const Shader&);
  wgpu::BindGroupLayout layout_of(const std::string& bindings);

  std::unique_ptr<Fate> fate_ =
      std::make_unique<Fate>();  // before the device, whose callbacks use it
  wgpu::Instance instance_;
  wgpu::Device device_;
  wgpu::Queue queue_;
  Adapter adapter_;
  std::vector<wgpu::Buffer> buffers_;
  std::vector<Compiled> compiled_;
  std::vector<Program> programs_;
  std::deque<wgpu::Future> in_flight_;
  wgpu::Buffer staging_;
};

DawnDevice::DawnDevice(bool only_hardware) {
  const wgpu::InstanceFeatureName features[] = {wgpu::InstanceFeatureName::TimedWaitAny};
  wgpu::InstanceDescriptor about_instance;
  about_instance.requiredFeatureCount = 1;
  about_instance.requiredFeatures = features;
  instance_ = wgpu::CreateInstance(&about_instance);
  if (!instance_) throw Error("webgpu: Dawn does not start; choose the backend cpu");

  wgpu::Adapter found;
  wgpu::RequestAdapterOptions options;
  options.powerPreference = wgpu::PowerPreference::HighPerformance;
  wait(instance_.RequestAdapter(
      &options, waiting, [&](wgpu::RequestAdapterStatus status, wgpu::Adapter a, wgpu::StringView) {
        if (status == wgpu::RequestAdapterStatus::Success) found = std::move(a);
      }));
  wgpu::AdapterInfo info;
  if (found) found.GetInfo(&info);
  // Without a driver Dawn may offer its Null backend, which takes every command and does nothing.
  if (!found || info.backendType == wgpu::BackendType::Null)
    throw Error(
        "webgpu: this machine offers no adapter; install a Vulkan driver, or choose the backend "
        "cpu");

  adapter_.name = text_of(info.device);
  adapter_.vendor = text_of(info.vendor);
  adapter_.software = info.adapterType == wgpu::AdapterType::CPU;
  if (only_hardware && adapter_.software)
    throw Error("webgpu: the adapter " + adapter_.name + " is software, and the CPU is faster");
  wgpu::Limits limits;
  found.GetLimits(&limits);
  adapter_.largest_binding = limits.maxStorageBufferBindingSize;
  adapter_.largest_buffer = limits.maxBufferSize;

  adapter_.quads = adapter_.software && info.subgroupMinSize >= 4 &&
                   found.HasFeature(wgpu::FeatureName::Subgroups);
  const wgpu::FeatureName subgroups = wgpu::FeatureName::Subgroups;

  wgpu::Limits wanted;
  wanted.maxStorageBufferBindingSize = limits.maxStorageBufferBindingSize;
  wanted.maxBufferSize = limits.maxBufferSize;
  wgpu::DeviceDescriptor about;
  about.requiredLimits = &wanted;
  about.requiredFeatureCount = adapter_.quads ? 1 : 0;
  about.requiredFeatures = &subgroups;
  about.SetDeviceLostCallback(
      wgpu::CallbackMode::AllowSpontaneous,
      [](const wgpu::Device&, wgpu::DeviceLostReason, wgpu::StringView message, Fate* fate) {
        fate->lose(text_of(message));
      },
      fate_.get());
  about.SetUncapturedErrorCallback(
      [](const wgpu::Device&, wgpu::ErrorType, wgpu::StringView message, Fate* fate) {
        const std::lock_guard lock(fate->mutex);
        if (fate->error.empty()) fate->error = text_of(message);
      },
      fate_.get());
  std::string refused;
  wait(found.RequestDevice(
      &about, waiting,
      [&](wgpu::RequestDeviceStatus status, wgpu::Device device, wgpu::StringView message) {
        if (status == wgpu::RequestDeviceStatus::Success)
          device_ = std::move(device);
        else
          refused = text_of(message);
      }));
  if (!device_)
    throw Error("webgpu: " + adapter_.name + " gives no device (" + refused +
                "); choose the backend cpu");
  queue_ = device_.GetQueue();
}

template <class Body>
std::string DawnDevice::error_of(wgpu::ErrorFilter filter, Body&& body) {
  device_.PushErrorScope(filter);
  body();
  std::string error;
  wait(device_.PopErrorScope(
      waiting, [&](wgpu::PopErrorScopeStatus, wgpu::ErrorType type, wgpu::StringView message) {
        if (type != wgpu::ErrorType::NoError) error = text_of(message);
      }));
  return error;
}

void DawnDevice::create_buffer(uint32_t number, uint64_t bytes) {
  fate_->check();
  if (number >= buffers_.size()) buffers_.resize(number + 1);
  wgpu::BufferDescriptor about;
  about.size = bytes;
  about.usage =
      wgpu::BufferUsage::Storage | wgpu::BufferUsage::CopyDst | wgpu::BufferUsage::CopySrc;
  const std::string error = error_of(wgpu::ErrorFilter::OutOfMemory,
                                     [&] { buffers_[number] = device_.CreateBuffer(&about); });
  fate_->check();
  if (error.empty()) return;
  buffers_[number] = nullptr;
  fail("webgpu: no memory for {} MB on {}; take a smaller batch, model or data set",
       bytes / 1'000'000 + 1, adapter_.name);
}

void DawnDevice::read(uint32_t buffer, uint64_t offset, std::span<std::byte> to) {
  fate_->check();
  if (!staging_ || staging_.GetSize() < to.size()) {
    wgpu::BufferDescriptor about;
    about.size = to.size();
    about.usage = wgpu::BufferUsage::MapRead | wgpu::BufferUsage::CopyDst;
    staging_ = device_.CreateBuffer(&about);
  }
  wgpu::CommandEncoder encoder = device_.CreateCommandEncoder();
  encoder.CopyBufferToBuffer(buffers_[buffer], offset, staging_, 0, to.size());
  const wgpu::CommandBuffer commands = encoder.Finish();
  queue_.Submit(1, &commands);
  bool mapped = false;
  wait(staging_.MapAsync(wgpu::MapMode::Read, 0, to.size(), waiting,
                         [&](wgpu::MapAsyncStatus status, wgpu::StringView) {
                           mapped = status == wgpu::MapAsyncStatus::Success;
                         }));
  in_flight_.clear();
  if (!mapped) fate_->lose("reading failed");
  fate_->check();
  std::memcpy(to.data(), staging_.GetConstMappedRange(0, to.size()), to.size());
  staging_.Unmap();
  const std::lock_guard lock(fate_->mutex);
  if (!fate_->error.empty()) fail("webgpu: {}", std::exchange(fate_->error, {}));
}

wgpu::ShaderModule DawnDevice::module_of(const Shader& shader) {
  const std::string code = code_of(shader);
  wgpu::ShaderSourceWGSL source;
  source.code = std::string_view(code);
  wgpu::ShaderModuleDescriptor about;
  about.nextInChain = &source;
  wgpu::ShaderModule module;
  const std::string error =
      error_of(wgpu::ErrorFilter::Validation, [&] { module = device_.CreateShaderModule(&about); });
  if (error.empty()) return module;
  std::string message = error;
  wait(module.GetCompilationInfo(
      waiting, [&](wgpu::CompilationInfoRequestStatus, const wgpu::CompilationInfo* info) {
        for (size_t i = info->messageCount; i-- > 0;)
          if (info->messages[i].type == wgpu::CompilationMessageType::Error)
            message = place_of(shader, info->messages[i].lineNum) + " (" +
                      text_of(info->messages[i].message) + ")";
      }));
  throw Error("webgpu: " + message);
}

wgpu::BindGroupLayout DawnDevice::layout_of(const std::string& bindings) {
  std::vector<wgpu::BindGroupLayoutEntry> entries;
  for (uint32_t i = 0; i < bindings.size(); ++i) {
    if (bindings[i] == '-') continue;
    wgpu::BindGroupLayoutEntry entry;
    entry.binding = i;
    entry.visibility = wgpu::ShaderStage::Compute;
    entry.buffer.type = bindings[i] == 'r' ? wgpu::BufferBindingType::ReadOnlyStorage
                                           : wgpu::BufferBindingType::Storage;
    entries.push_back(entry);
  }
  wgpu::BindGroupLayoutEntry entry;
  entry.binding = constants_binding;
  entry.visibility = wgpu::ShaderStage::Compute;
  entry.buffer.type = wgpu::BufferBindingType::Uniform;
  entries.push_back(entry);
  wgpu::BindGroupLayoutDescriptor about;
  about.entryCount = entries.size();
  about.entries = entries.data();
  return device_.CreateBindGroupLayout(&about);
}

void DawnDevice::compile(uint32_t first_number, std::span<const Pipeline> pipelines,
                         const Progress& progress) {
  fate_->check();
  compiled_.resize(std::max<size_t>(compiled_.size(), first_number + pipelines.size()));
  std::vector<wgpu::Future> futures;
  std::string error;
  for (size_t i = 0; i < pipelines.size(); ++i) {
    const Pipeline& pipeline = pipelines[i];
    Compiled& to = compiled_[first_number + i];
    to.bindings = pipeline.bindings;
    to.layout = layout_of(pipeline.bindings);
    wgpu::PipelineLayoutDescriptor about_layout;
    about_layout.bindGroupLayoutCount = 1;
    about_layout.bindGroupLayouts = &to.layout;
    std::vector<wgpu::ConstantEntry> overrides;
    for (const auto& [key, value] : pipeline.overrides) {
      wgpu::ConstantEntry entry;
      entry.key = std::string_view(key);
      entry.value = value;
      overrides.push_back(entry);
    }
    wgpu::ComputePipelineDescriptor about;
    about.layout = device_.CreatePipelineLayout(&about_layout);
    about.compute.module = module_of(*pipeline.shader);
    about.compute.entryPoint = "main";
    about.compute.constantCount = overrides.size();
    about.compute.constants = overrides.data();
    futures.push_back(device_.CreateComputePipelineAsync(
        &about, waiting,
        [&to, &error, &pipeline](wgpu::CreatePipelineAsyncStatus status, wgpu::ComputePipeline made,
                                 wgpu::StringView message) {
          if (status == wgpu::CreatePipelineAsyncStatus::Success)
            to.pipeline = std::move(made);
          else if (error.empty())
            error = std::format("shaders/{}.wgsl: {}", pipeline.name, text_of(message));
        }));
  }
  for (uint32_t done = 0; done < futures.size(); ++done) {
    if (progress) progress(done, static_cast<uint32_t>(futures.size()));
    wait(futures[done]);
  }
  fate_->check();
  if (!error.empty()) throw Error("webgpu: " + error);
  if (progress)
    progress(static_cast<uint32_t>(futures.size()), static_cast<uint32_t>(futures.size()));
}

void DawnDevice::create_program(uint32_t number, std::span<const Command> commands,
                                std::span<const std::byte> constants) {
  fate_->check();
  if (number >= programs_.size()) programs_.resize(number + 1);
  Program program;
  wgpu::BufferDescriptor about;
  about.size = std::max<size_t>(constants.size(), constants_stride);
  about.usage = wgpu::BufferUsage::Uniform | wgpu::BufferUsage::CopyDst;
  program.constants = device_.CreateBuffer(&about);
  queue_.WriteBuffer(program.constants, 0, constants.data(), constants.size());
  for (const Command& command : commands) {
    const Compiled& compiled = compiled_[command.pipeline];
    std::vector<wgpu::BindGroupEntry> entries;
    const auto bind = [&](uint32_t at, const wgpu::Buffer& buffer, uint64_t offset, uint64_t size) {
      wgpu::BindGroupEntry entry;
      entry.binding = at;
      entry.buffer = buffer;
      entry.offset = offset;
      entry.size = size;
      entries.push_back(entry);
    };
    for (uint32_t i = 0; i < command.bindings.size(); ++i) {
      const Binding& binding = command.bindings[i];
      if (compiled.bindings[i] != '-')
        bind(i, buffers_[binding.buffer], binding.offset, binding.size);
    }
    bind(constants_binding, program.constants, command.constants, constants_bytes);
    wgpu::BindGroupDescriptor about_group;
    about_group.layout = compiled.layout;
    about_group.entryCount = entries.size();
    about_group.entries = entries.data();
    program.steps.push_back(
        {compiled.pipeline, device_.CreateBindGroup(&about_group), command.groups});
  }
  programs_[number] = std::move(program);
}

void DawnDevice::submit(uint32_t number, uint32_t times) {
  fate_->check();
  wgpu::CommandEncoder encoder = device_.CreateCommandEncoder();
  wgpu::ComputePassEncoder pass = encoder.BeginComputePass();
  for (uint32_t i = 0; i < times; ++i)
    for (const Step& step : programs_[number].steps) {
      pass.SetPipeline(step.pipeline);
      pass.SetBindGroup(0, step.group);
      pass.DispatchWorkgroups(step.groups[0], step.groups[1], step.groups[2]);
    }
  pass.End();
  const wgpu::CommandBuffer commands = encoder.Finish();
  queue_.Submit(1, &commands);
  in_flight_.push_back(
      queue_.OnSubmittedWorkDone(waiting, [](wgpu::QueueWorkDoneStatus, wgpu::StringView) {}));
  if (in_flight_.size() >= most_in_flight) {
    wait(in_flight_.front());
    in_flight_.pop_front();
  }
  fate_->check();
}

}  // namespace

std::shared_ptr<Device> open_device(bool only_hardware) {
  return std::make_shared<DawnDevice>(only_hardware);
}

}  // namespace hourglass::webgpu
