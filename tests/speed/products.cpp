// Times training steps, and every variant of the products on the sizes of their layers and of
// convolutions seen as products, and says which of them plan() takes. For a machine with a GPU; no test.
//   hourglass-products [milliseconds a measurement] [measurements]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "compute/clock.h"
#include "compute/owned.h"
#include "compute/webgpu/plan.h"
#include "compute/webgpu/webgpu_backend.h"
#include "train/trainer.h"

using namespace hourglass;

namespace {

struct Size {
  const char* of;
  uint32_t n, i, o;
  bool with_dx = true;
};
constexpr Size sizes[] = {
    {"what a dispatch costs", 1, 4, 4},
    {"W1", 128, 784, 400, false},
    {"W1", 128, 400, 40},
    {"W1", 128, 20, 400},
    {"W1", 128, 400, 784},
    {"W4", 32, 784, 256, false},
    {"W4", 32, 256, 64},
    {"W4", 32, 64, 2},
    {"W4", 32, 2, 64},
    {"W4", 32, 64, 256},
    {"W4", 32, 256, 784},
    {"W3", 1024, 1024, 1024},
    {"large", 4096, 1024, 2048},
    {"convolution", 12544, 288, 64},
    {"convolution", 3136, 576, 64},
    {"convolution", 50176, 9, 32},
};

void fill(Backend& backend, const Tensor& tensor) {
  std::vector<float> values(tensor.shape.count());
  uint32_t bits = 1;
  for (float& value : values) {
    bits = bits * 1664525u + 1013904223u;
    value = static_cast<float>(bits >> 8) * 0x1p-23f - 1.0f;
  }
  write(backend, tensor, values);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// A submit of as many steps as the backend takes at once: sent without waiting, then waited for.
void measure_steps(const std::shared_ptr<webgpu::Device>& device, const char* preset) {
  constexpr uint32_t steps = 64;
  const auto backend = make_webgpu_backend(device);
  Trainer trainer(*backend, preset_settings(preset), make_strokes(2000, 0));
  std::vector<double> sending, doing;
  for (int round = 0; round < 30; ++round) {
    const double start = seconds_now();
    trainer.advance(steps);
    const double sent = seconds_now();
    trainer.take_losses();
    if (round < 10) continue;  // it has yet to learn how many steps a submit may have
    sending.push_back((sent - start) / steps);
    doing.push_back((seconds_now() - start) / steps);
  }
  std::printf("a step of %s: %.1f us to send, %.1f until done\n", preset, median(sending) * 1e6,
              median(doing) * 1e6);
}

// One product as a program of many equal dispatches, on a backend that is forced to one variant.
class Contender {
 public:
  Contender(const std::shared_ptr<webgpu::Device>& device, const webgpu::Variant& variant,
            const Size& size, bool forward)
      : variant_(variant), backend_(make_webgpu_backend(device, {}, &variant)) {
    const Shape x{size.n, 1, 1, size.i}, w{size.i + 1, 1, 1, size.o}, y{size.n, 1, 1, size.o};
    for (const Shape& shape : {x, w, y, w, x}) tensors_.emplace_back(*backend_, shape);
    for (const OwnedTensor& tensor : tensors_) fill(*backend_, tensor);
    Dispatch dispatch{Kernel::dense_forward, {tensors_[0], tensors_[1], tensors_[2]}, {}, {}};
    if (!forward) {
      dispatch.kernel = Kernel::dense_backward;
      dispatch.tensors[3] = tensors_[3];
      if (size.with_dx) dispatch.tensors[4] = tensors_[4];
    }
    flops_ = 2.0 * size.n * size.i * size.o * (forward ? 1 : size.with_dx ? 2 : 1);
    dispatches_ = static_cast<uint32_t>(std::clamp(2e9 / flops_, 4.0, 64.0));
    program_ = prepared(*backend_, Program(dispatches_, dispatch));
    const webgpu::Adapter& adapter = device->adapter();
    taken_ = webgpu::plan({dispatch}, adapter)[0].name() ==
             webgpu::plan({dispatch}, adapter, &variant)[0].name();
  }

  // Twice as often until it takes that long: then reading the end of it is a small part.
  void warm_up(double seconds) {
    while (measure_once() < seconds && times_ < 1u << 16) times_ *= 2;
  }
  void measure() { measured_.push_back(measure_once() / times_ / dispatches_); }

  double seconds() const { return median(measured_); }
  const webgpu::Variant& variant() const { return variant_; }
  bool taken() const { return taken_; }
  double flops() const { return flops_; }

 private:
  double measure_once() {
    const double start = seconds_now();
    backend_->run(program_.get(), times_);
    read_now(*backend_, {tensors_[2]->buffer, 0, {}});
    return seconds_now() - start;
  }

  const webgpu::Variant& variant_;
  std::unique_ptr<Backend> backend_;
  std::vector<OwnedTensor> tensors_;
  OwnedProgram program_;
  uint32_t dispatches_ = 0, times_ = 1;
  double flops_ = 0;
  bool taken_ = false;
  std::vector<double> measured_;
};

void measure(const std::shared_ptr<webgpu::Device>& device, const Size& size, bool forward,
             double seconds, int rounds) {
  std::vector<std::unique_ptr<Contender>> contenders;
  for (const webgpu::Variant& variant : webgpu::product_variants())
    if (!variant.quads || device->adapter().quads)
      contenders.push_back(std::make_unique<Contender>(device, variant, size, forward));
  for (const auto& contender : contenders) contender->warm_up(seconds);
  for (int round = 0; round < rounds; ++round)
    for (const auto& contender : contenders) contender->measure();

  double best = contenders[0]->seconds();
  for (const auto& contender : contenders) best = std::min(best, contender->seconds());
  std::printf("%s [%u, %u] to %u, %s:", size.of, size.n, size.i, size.o,
              forward        ? "forward"
              : size.with_dx ? "backward"
                             : "backward without dx");
  for (const auto& contender : contenders)
    std::printf("  %s%.*s %.1f%s", contender->taken() ? "*" : "",
                static_cast<int>(contender->variant().name.size()),
                contender->variant().name.data(), contender->seconds() * 1e6,
                contender->seconds() == best ? "!" : "");
  for (const auto& contender : contenders)
    if (contender->taken())
      std::printf("  | taken / best %.2f, best %.0f GFLOP/s", contender->seconds() / best,
                  contender->flops() / best * 1e-9);
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  try {
    const double seconds = (count > 1 ? std::atof(words[1]) : 15) * 1e-3;
    const int rounds = count > 2 ? std::atoi(words[2]) : 7;
    const auto device = webgpu::open_device();
    std::printf("%s (%s); us a dispatch, * taken by plan(), ! fastest\n",
                device->adapter().name.c_str(), device->adapter().vendor.c_str());
    for (const char* preset : {"vae", "deep"}) measure_steps(device, preset);
    for (const Size& size : sizes)
      for (const bool forward : {true, false}) measure(device, size, forward, seconds, rounds);
  } catch (const Error& error) {
    std::fprintf(stderr, "hourglass-products: %s\n", error.what());
    return 1;
  }
}
