// The three losses on their two kernels.
#include "train/loss.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "compute/scalar_math.h"

namespace hourglass {
namespace {

float per_example(Tensor y) { return 1.0f / static_cast<float>(y.shape.n); }

struct Bernoulli : Loss {
  std::string unit() const override { return "nats/image"; }
  std::string output() const override { return "logits"; }
  std::vector<float> pictures(std::span<const float> y) const override {
    std::vector<float> means(y.size());
    std::ranges::transform(y, means.begin(),
                           [](float v) { return 1.0f / (1.0f + scalar::exp(-v)); });
    return means;
  }
  void record(Program& program, Tensor y, Tensor target, Tensor loss, Tensor dy) const override {
    program.push_back({Kernel::loss_bernoulli, {y, target, loss, dy}, {}, {per_example(y)}});
  }
};

struct Squared : Loss {
  Squared(float weight, float constant, std::string unit)
      : weight_(weight), constant_(constant), unit_(std::move(unit)) {}
  std::string unit() const override { return unit_; }
  std::string output() const override { return "linear"; }
  std::vector<float> pictures(std::span<const float> y) const override {
    return {y.begin(), y.end()};
  }
  void record(Program& program, Tensor y, Tensor target, Tensor loss, Tensor dy) const override {
    program.push_back({Kernel::loss_squared,
                       {y, target, loss, dy},
                       {static_cast<uint32_t>(Activation::linear)},
                       {per_example(y), weight_, constant_}});
  }

 private:
  float weight_, constant_;
  std::string unit_;
};

}  // namespace

std::unique_ptr<Loss> make_loss(const Settings& settings, uint32_t features) {
  if (settings.loss == "bernoulli") return std::make_unique<Bernoulli>();
  const auto d = static_cast<float>(features);
  if (settings.loss == "mse") return std::make_unique<Squared>(1.0f / d, 0.0f, "MSE/pixel");
  const float variance = settings.sigma * settings.sigma;
  // The constant is for the reader: it reaches no gradient, so libm's log may differ in a last bit.
  const float constant = 0.5f * d * std::log(2.0f * std::numbers::pi_v<float> * variance);
  return std::make_unique<Squared>(0.5f / variance, constant, "nats/image");
}

}  // namespace hourglass
