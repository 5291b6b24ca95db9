// A device of the browser, by way of web/library_webgpu.js. It lives on a thread of its own, whose
// event loop lets promises come true; who calls waits for that thread, as Dawn's caller does for Dawn.
#include <emscripten/emscripten.h>
#include <emscripten/proxying.h>
#include <pthread.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "compute/backend.h"
#include "compute/webgpu/device.h"
#include "share/texts.h"

namespace hourglass::webgpu {
namespace {

// One question to the thread, until it is answered.
struct Call {
  emscripten::ProxyingQueue::ProxyingCtx context{};
  std::string text;
  const Progress* progress = nullptr;
};

}  // namespace
}  // namespace hourglass::webgpu

using hourglass::webgpu::Call;

extern "C" {
void hourglass_gpu_open(Call*, int number, int only_hardware);
void hourglass_gpu_close(int number);
void hourglass_gpu_destroy(int number);
void hourglass_gpu_create_buffer(Call*, int number, int buffer, double bytes);
void hourglass_gpu_destroy_buffer(int number, int buffer);
void hourglass_gpu_write(int number, int buffer, double offset, const void* from, size_t bytes);
void hourglass_gpu_read(Call*, int number, int buffer, double offset, void* to, size_t bytes);
void hourglass_gpu_compile(Call*, int number, int first, const char* wanted);
void hourglass_gpu_create_program(int number, int program, const uint32_t* commands, int count,
                                  const void* constants, size_t constants_bytes);
void hourglass_gpu_destroy_program(int number, int program);
void hourglass_gpu_submit(Call*, int number, int program, int times, int most_in_flight);

EMSCRIPTEN_KEEPALIVE void hourglass_gpu_done(Call* call, const char* text) {
  call->text = text;
  call->context.finish();
}
EMSCRIPTEN_KEEPALIVE void hourglass_gpu_progress(Call* call, int done, int all) {
  if (*call->progress) (*call->progress)(static_cast<uint32_t>(done), static_cast<uint32_t>(all));
}
}

EM_JS(int, browser_has_webgpu, (),
      { return typeof navigator == "object" && navigator["gpu"] ? 1 : 0; });

namespace hourglass::webgpu {
namespace {

class GpuThread {
 public:
  GpuThread() {
    const auto live = [](void*) -> void* {
      emscripten_exit_with_live_runtime();
      return nullptr;
    };
    pthread_create(&thread_, nullptr, live, nullptr);
  }
  template <class Body>
  void run(Body&& body) {
    queue_.proxySync(thread_, body);
  }
  // What `start` is answered with.
  template <class Start>
  std::string ask(Start&& start, const Progress& progress = {}) {
    Call call;
    call.progress = &progress;
    queue_.proxySyncWithCtx(thread_, [&](emscripten::ProxyingQueue::ProxyingCtx context) {
      call.context = context;
      start(&call);
    });
    return std::move(call.text);
  }

 private:
  pthread_t thread_{};
  emscripten::ProxyingQueue queue_;
};

GpuThread& gpu() {
  static GpuThread thread;  // for as long as the page
  return thread;
}

class BrowserDevice final : public Device {
 public:
  explicit BrowserDevice(bool only_hardware);
  ~BrowserDevice() override {
    gpu().run([n = number_] { hourglass_gpu_close(n); });
  }

  const Adapter& adapter() const override { return adapter_; }
  void create_buffer(uint32_t buffer, uint64_t bytes) override;
  void destroy_buffer(uint32_t buffer) override {
    gpu().run([=, n = number_] { hourglass_gpu_destroy_buffer(n, static_cast<int>(buffer)); });
  }
  void write(uint32_t buffer, uint64_t offset, std::span<const std::byte> from) override {
    gpu().run([=, n = number_] {
      hourglass_gpu_write(n, static_cast<int>(buffer), static_cast<double>(offset), from.data(),
                          from.size());
    });
  }
  void read(uint32_t buffer, uint64_t offset, std::span<std::byte> to) override {
    check(gpu().ask([=, n = number_](Call* call) {
      hourglass_gpu_read(call, n, static_cast<int>(buffer), static_cast<double>(offset), to.data(),
                         to.size());
    }));
  }
  void compile(uint32_t first_number, std::span<const Pipeline>, const Progress&) override;
  void create_program(uint32_t program, std::span<const Command>,
                      std::span<const std::byte> constants) override;
  void destroy_program(uint32_t program) override {
    gpu().run([=, n = number_] { hourglass_gpu_destroy_program(n, static_cast<int>(program)); });
  }
  void submit(uint32_t program, uint32_t times) override {
    check(gpu().ask([=, n = number_](Call* call) {
      hourglass_gpu_submit(call, n, static_cast<int>(program), static_cast<int>(times),
                           most_in_flight);
    }));
  }
  bool lost() const override { return lost_; }
  void destroy() override {
    gpu().run([n = number_] { hourglass_gpu_destroy(n); });
  }

 private:
  void check(std::string_view answer) {
    if (answer.empty()) return;
    constexpr std::string_view lost = "lost: ";
    if (!answer.starts_with(lost)) fail("webgpu: {}", answer);
    lost_ = true;
    std::string_view reason = answer.substr(lost.size());
    if (reason.ends_with('.')) reason.remove_suffix(1);
    throw DeviceLost(tr("webgpu: the device was lost ({})", reason));
  }

  int number_;
  Adapter adapter_;
  bool lost_ = false;
};

// The next of an answer's lines, which is taken from it.
std::string line(std::string_view& lines) {
  const size_t end = std::min(lines.find('\n'), lines.size());
  std::string first(lines.substr(0, end));
  lines.remove_prefix(std::min(end + 1, lines.size()));
  return first;
}

std::optional<uint64_t> number(std::string_view& lines) {
  const std::string digits = line(lines);
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

BrowserDevice::BrowserDevice(bool only_hardware) {
  static int devices = 0;
  number_ = devices++;
  const std::string answer = gpu().ask(
      [=, this](Call* call) { hourglass_gpu_open(call, number_, only_hardware ? 1 : 0); });
  if (answer.starts_with('!')) fail("webgpu: {}", answer.substr(1));
  std::string_view lines = answer;
  adapter_.name = line(lines);
  adapter_.vendor = line(lines);
  const std::optional<uint64_t> software = number(lines);
  const std::optional<uint64_t> quads = number(lines);
  const std::optional<uint64_t> binding = number(lines);
  const std::optional<uint64_t> buffer = number(lines);
  if (!software || !quads || !binding || !buffer)
    fail("webgpu: {}; choose the backend cpu", answer);
  adapter_.software = *software != 0;
  adapter_.quads = *quads != 0;
  adapter_.largest_binding = *binding;
  adapter_.largest_buffer = *buffer;
}

void BrowserDevice::create_buffer(uint32_t buffer, uint64_t bytes) {
  const std::string answer = gpu().ask([=, n = number_](Call* call) {
    hourglass_gpu_create_buffer(call, n, static_cast<int>(buffer), static_cast<double>(bytes));
  });
  if (answer == "memory")
    fail("webgpu: no memory for {} MB on {}; take a smaller batch, model or data set",
         bytes / 1'000'000 + 1, adapter_.name);
  check(answer);
}

void BrowserDevice::compile(uint32_t first_number, std::span<const Pipeline> pipelines,
                            const Progress& progress) {
  nlohmann::json wanted = nlohmann::json::array();
  for (const Pipeline& pipeline : pipelines) {
    nlohmann::json overrides = nlohmann::json::object();
    for (const auto& [name, value] : pipeline.overrides) overrides[name] = value;
    wanted.push_back({{"code", code_of(*pipeline.shader)},
                      {"bindings", pipeline.bindings},
                      {"overrides", std::move(overrides)}});
  }
  const std::string text = wanted.dump();
  const std::string answer = gpu().ask(
      [&](Call* call) {
        hourglass_gpu_compile(call, number_, static_cast<int>(first_number), text.c_str());
      },
      progress);
  if (!answer.starts_with("shader\n")) return check(answer);
  std::string_view lines = std::string_view(answer).substr(7);
  const uint64_t index = number(lines).value_or(0);
  const uint64_t at = number(lines).value_or(0);
  fail("webgpu: {} ({})", place_of(*pipelines[static_cast<size_t>(index)].shader, at), line(lines));
}

void BrowserDevice::create_program(uint32_t program, std::span<const Command> commands,
                                   std::span<const std::byte> constants) {
  std::vector<uint32_t> words;
  for (const Command& command : commands) {
    words.push_back(command.pipeline);
    words.push_back(command.constants);
    words.insert(words.end(), command.groups.begin(), command.groups.end());
    for (const Binding& binding : command.bindings)
      words.insert(words.end(), {binding.buffer, static_cast<uint32_t>(binding.offset),
                                 static_cast<uint32_t>(binding.size)});
  }
  gpu().run([&] {
    hourglass_gpu_create_program(number_, static_cast<int>(program), words.data(),
                                 static_cast<int>(commands.size()), constants.data(),
                                 constants.size());
  });
}

}  // namespace

std::shared_ptr<Device> open_device(bool only_hardware) {
  if (!browser_has_webgpu())
    fail(
        "webgpu: this browser offers no WebGPU; use a current Chrome, Edge, Firefox or Safari, or "
        "choose the backend cpu");
  return std::make_shared<BrowserDevice>(only_hardware);
}

}  // namespace hourglass::webgpu
