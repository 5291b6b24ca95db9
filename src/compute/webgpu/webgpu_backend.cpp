// Handles to numbers, programs to commands, and how many runs go into a submit.
#include "compute/webgpu/webgpu_backend.h"

#include <algorithm>
#include <cstring>

#include "compute/clock.h"
#include "compute/error.h"
#include "compute/webgpu/plan.h"

namespace hourglass {
namespace webgpu {

uint32_t Numbers::take() {
  if (free_.empty()) {
    free_.reserve(next_ + 1);  // so that giving back needs no memory: destructors do it
    return next_++;
  }
  const uint32_t number = free_.back();
  free_.pop_back();
  return number;
}
void Numbers::give_back(uint32_t number) { free_.push_back(number); }

namespace {

// A submit that takes longer keeps the screen from being drawn, one that takes less costs more to
// send than to do.
constexpr double longest_submit = 0.02, shortest_submit = 0.005;  // seconds
constexpr uint32_t most_runs = 64;                                // a submit

// A number under which create(number) has made something; without it none is taken.
template <class Create>
uint32_t created(Numbers& numbers, Create create) {
  const uint32_t number = numbers.take();
  try {
    create(number);
  } catch (...) {
    numbers.give_back(number);
    throw;
  }
  return number;
}

double megabytes(uint64_t bytes) { return static_cast<double>(bytes) * 1e-6; }

class WebGpuBackend final : public Backend {
 public:
  WebGpuBackend(std::shared_ptr<Device> device, Progress progress, const Variant* forced)
      : device_(std::move(device)), progress_(std::move(progress)), forced_(forced) {}
  // Once, before anything else: apart from the constructor, so that the destructor follows a failure.
  void allocate_nothing() {
    for (Buffer& buffer : nothing_) buffer = allocate(tensor_alignment);
  }
  ~WebGpuBackend() override {
    try {
      for (uint32_t i = 0; i < programs_.size(); ++i)
        if (programs_[i].in_use) release(static_cast<ProgramId>(i));
      for (uint32_t i = 1; i < memory_.size(); ++i)
        if (words_[i] > 0) release(static_cast<Buffer>(i));
    } catch (const DeviceLost&) {
      // Its memory went with it.
    }
  }

  BackendInfo info() const override {
    const Adapter& adapter = device_->adapter();
    BackendInfo info;
    info.name = "webgpu";
    info.adapter = adapter.name;
    info.vendor = adapter.vendor;
    info.software = adapter.software;
    return info;
  }

  Buffer allocate(uint32_t wanted) override {
    const uint32_t words = std::max(wanted, 1u);
    const Adapter& adapter = device_->adapter();
    const uint64_t bytes = uint64_t{aligned(words)} * 4;
    const uint64_t most = std::min(adapter.largest_binding, adapter.largest_buffer);
    if (bytes > most)
      fail(
          "webgpu: this needs a tensor of {:.0f} MB, and {} takes at most {:.0f} MB; take narrower "
          "layers, a smaller batch or less data, or the backend cpu",
          megabytes(bytes), adapter.name, megabytes(most));
    size_t at = 1;  // 0 is Buffer::none
    while (at < words_.size() && words_[at] != 0) ++at;
    words_.resize(std::max(words_.size(), at + 1));
    memory_.resize(std::max(memory_.size(), at + 1));
    memory_[at] =
        created(device_->buffers, [&](uint32_t number) { device_->create_buffer(number, bytes); });
    words_[at] = words;
    return static_cast<Buffer>(at);
  }

  void release(Buffer buffer) override {
    const uint32_t at = checked(buffer);
    words_[at] = 0;
    device_->destroy_buffer(memory_[at]);
    device_->buffers.give_back(memory_[at]);
    for (Prepared& program : programs_)
      if (std::ranges::find(program.buffers, buffer) != program.buffers.end()) program.stale = true;
  }

  void write(Tensor to, std::span<const std::byte> from) override {
    const uint32_t at = checked(to.buffer);
    if (uint64_t{to.offset} * 4 + from.size() > uint64_t{words_[at]} * 4)
      fail(
          "webgpu: write of {} bytes at word {} runs over a buffer of {} words; allocate it larger",
          from.size(), to.offset, words_[at]);
    if (!from.empty()) device_->write(memory_[at], uint64_t{to.offset} * 4, from);
  }

  ProgramId prepare(const Program& program) override {
    check(program, words_);
    const std::vector<Launch> launches = plan(program, device_->adapter(), forced_);
    compile(launches);

    Prepared prepared;
    prepared.in_use = true;
    prepared.launches = launches.size();
    std::vector<Command> commands;
    std::vector<std::byte> constants(launches.size() * constants_stride);
    for (const Launch& launch : launches) {
      Command command;
      command.pipeline = device_->pipelines.at(launch.name());
      command.constants = static_cast<uint32_t>(commands.size() * constants_stride);
      std::memcpy(constants.data() + command.constants, &launch.constants, sizeof launch.constants);
      command.groups = launch.groups;
      for (uint32_t i = 0; i < max_bindings; ++i) {
        const Tensor& tensor = launch.tensors[i];
        if (tensor) prepared.buffers.push_back(tensor.buffer);
        command.bindings.push_back(binding_of(tensor ? tensor : Tensor{nothing_[i]}));
      }
      commands.push_back(std::move(command));
    }
    size_t at = 0;
    while (at < programs_.size() && programs_[at].in_use) ++at;
    if (at == programs_.size()) programs_.emplace_back();
    prepared.number = created(device_->programs, [&](uint32_t number) {
      device_->create_program(number, commands, constants);
    });
    programs_[at] = std::move(prepared);
    return static_cast<ProgramId>(at);
  }

  void release(ProgramId id) override {
    const uint32_t at = checked(id), number = programs_[at].number;
    programs_[at] = {};
    device_->destroy_program(number);
    device_->programs.give_back(number);
  }

  void run(ProgramId id, uint32_t times) override {
    Prepared& program = programs_[checked(id)];
    if (program.stale) fail("webgpu: the program uses a released buffer; prepare it again");
    while (times > 0) {
      const uint32_t now = std::min(times, program.runs);
      const double start = seconds_now();
      device_->submit(program.number, now);
      times -= now;
      work_.dispatches += now * program.launches;
      ++work_.submits;
      // Once enough are under way a submit takes as long to send as one takes to do.
      const double seconds = seconds_now() - start;
      if (seconds > longest_submit)
        program.runs = std::max(1u, now / 2);
      else if (seconds < shortest_submit && now == program.runs)
        program.runs = std::min(most_runs, program.runs * 2);
    }
  }

  void read(Tensor from, Arrived arrived) override {
    const uint32_t at = checked(from.buffer);
    const uint64_t count = from.shape.full_count();
    if (count > words_[at] || from.offset + count > words_[at])
      fail(
          "webgpu: read of {} words at word {} runs over a buffer of {} words; record a smaller "
          "view",
          count, from.offset, words_[at]);
    std::vector<float> values(static_cast<size_t>(count));
    // Even nothing waits for the work before it: that is how a clock asks whether it is done.
    std::vector<float> word(1);
    std::vector<float>& to = count > 0 ? values : word;
    device_->read(memory_[at], count > 0 ? uint64_t{from.offset} * 4 : 0,
                  std::as_writable_bytes(std::span(to)));
    arriving_.push_back({std::move(values), std::move(arrived)});
  }

  void poll() override {
    std::vector<Read> ready;
    ready.swap(arriving_);  // a callback may read again: that arrives in the next poll
    for (Read& read : ready) read.arrived(std::move(read.values));
  }

  Work work() const override { return work_; }

 private:
  struct Prepared {
    std::vector<Buffer> buffers;
    uint32_t number = 0;  // the device's
    size_t launches = 0;  // a run
    uint32_t runs = 1;    // a submit
    bool in_use = false;
    bool stale = false;  // one of its buffers has been released
  };
  struct Read {
    std::vector<float> values;
    Arrived arrived;
  };

  Binding binding_of(const Tensor& tensor) const {
    const auto at = static_cast<uint32_t>(tensor.buffer);
    // Up to the next tensor's start: vectors of four may read past this one's end.
    const uint64_t size = uint64_t{aligned(std::max(tensor.shape.count(), 1u))} * 4;
    const uint64_t offset = uint64_t{tensor.offset} * 4;
    return {memory_[at], offset, std::min(size, uint64_t{aligned(words_[at])} * 4 - offset)};
  }

  void compile(const std::vector<Launch>& launches) {
    std::vector<Pipeline> wanted;
    const auto first = static_cast<uint32_t>(device_->pipelines.size());
    std::map<std::string, uint32_t> numbers;
    for (const Launch& launch : launches) {
      const std::string name = launch.name();
      if (device_->pipelines.contains(name) || numbers.contains(name)) continue;
      numbers[name] = first + static_cast<uint32_t>(wanted.size());
      Pipeline pipeline{name, launch.shader, launch.overrides, {}};
      for (const Access access : launch.access)
        pipeline.bindings += access == Access::none ? '-' : access == Access::read ? 'r' : 'w';
      wanted.push_back(std::move(pipeline));
    }
    if (wanted.empty()) return;
    device_->compile(first, wanted, progress_);
    device_->pipelines.merge(numbers);
  }

  uint32_t checked(Buffer buffer) const {
    const auto at = static_cast<uint32_t>(buffer);
    if (at == 0 || at >= words_.size() || words_[at] == 0)
      fail("webgpu: buffer {} is not allocated; allocate it first", at);
    return at;
  }
  uint32_t checked(ProgramId id) const {
    const auto at = static_cast<uint32_t>(id);
    if (at >= programs_.size() || !programs_[at].in_use)
      fail("webgpu: program {} is not prepared; prepare it first", at);
    return at;
  }

  std::shared_ptr<Device> device_;
  Progress progress_;
  const Variant* forced_;
  std::vector<uint32_t> words_{0};   // by Buffer; 0: free
  std::vector<uint32_t> memory_{0};  // by Buffer: the device's number
  // What an absent optional binding sees: one a place, since none may be read and written at once.
  std::array<Buffer, max_bindings> nothing_{};
  std::vector<Prepared> programs_;
  std::vector<Read> arriving_;
  Work work_;
};

}  // namespace
}  // namespace webgpu

std::unique_ptr<Backend> make_webgpu_backend(std::shared_ptr<webgpu::Device> device,
                                             webgpu::Progress progress,
                                             const webgpu::Variant* forced) {
  auto backend =
      std::make_unique<webgpu::WebGpuBackend>(std::move(device), std::move(progress), forced);
  backend->allocate_nothing();
  return backend;
}

}  // namespace hourglass
