// What the webgpu backend asks of a device, in numbers and bytes. Two of them: device_browser.cpp,
// by way of web/library_webgpu.js, and device_dawn.cpp. Knows no tensor and no kernel.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compute/webgpu/shaders.h"

namespace hourglass::webgpu {

struct Adapter {
  std::string name, vendor;
  bool software = false;         // the processor plays the GPU
  bool quads = false;            // it is software, and swaps within four threads are open
  uint64_t largest_binding = 0;  // bytes
  uint64_t largest_buffer = 0;   // bytes
};

inline constexpr uint32_t constants_binding = 8;
inline constexpr uint32_t constants_bytes = 176;
inline constexpr uint32_t constants_stride = 256;  // bytes; what WebGPU aligns uniforms to
inline constexpr size_t most_in_flight = 3;        // submits

struct Pipeline {
  std::string name;  // of shader and overrides; equal names, equal pipelines
  const Shader* shader = nullptr;
  std::vector<std::pair<std::string, double>> overrides;  // pipeline-overridable constants
  std::string bindings;  // one letter each: 'r' read, 'w' written, '-' not there
};

// Which part of a buffer a binding sees, in bytes. Buffers are known by numbers of the backend's.
struct Binding {
  uint32_t buffer = 0;
  uint64_t offset = 0, size = 0;
};

struct Command {
  uint32_t pipeline = 0;
  std::vector<Binding> bindings;  // as many as pipeline.bindings has letters; '-' is skipped
  uint32_t constants = 0;         // bytes into the program's buffer of constants
  std::array<uint32_t, 3> groups{1, 1, 1};
};

// Compiled so far, of so many.
using Progress = std::function<void(uint32_t done, uint32_t all)>;

// Numbers given out from 0 on, and again once given back.
class Numbers {
 public:
  uint32_t take();
  void give_back(uint32_t);

 private:
  std::vector<uint32_t> free_;
  uint32_t next_ = 0;
};

// All calls come from one thread. Each may throw DeviceLost (compute/backend.h); what else throws is
// told at the call.
struct Device {
  virtual ~Device() = default;
  virtual const Adapter& adapter() const = 0;

  virtual void create_buffer(uint32_t number, uint64_t bytes) = 0;  // zeros; Error: out of memory
  virtual void destroy_buffer(uint32_t number) = 0;
  virtual void write(uint32_t buffer, uint64_t offset, std::span<const std::byte>) = 0;
  // Waits for the work before it.
  virtual void read(uint32_t buffer, uint64_t offset, std::span<std::byte> to) = 0;

  // In parallel; waits for all. Error: the shader's line and what is wrong with it.
  virtual void compile(uint32_t first_number, std::span<const Pipeline>, const Progress&) = 0;

  virtual void create_program(uint32_t number, std::span<const Command>,
                              std::span<const std::byte> constants) = 0;
  virtual void destroy_program(uint32_t number) = 0;
  // One submit of `times` runs; waits only while most_in_flight are under way.
  virtual void submit(uint32_t program, uint32_t times) = 0;

  virtual bool lost() const = 0;
  virtual void destroy() = 0;  // as if it had been lost: for tests

  // What backends share that follow one another on this device.
  Numbers buffers, programs;
  std::map<std::string, uint32_t> pipelines;  // by name
};

// Throws Error where there is no adapter, or it gives no device, or it is software and only hardware
// is wanted.
std::shared_ptr<Device> open_device(bool only_hardware = false);

}  // namespace hourglass::webgpu
