// Adam, and stochastic gradient descent with momentum.
#include "train/optimizer.h"

namespace hourglass {
namespace {

struct Adam : Optimizer {
  uint32_t states() const override { return 2; }
  float beta1() const override { return 0.9f; }
  float beta2() const override { return 0.999f; }
  void update(Program& program, Parameter stretch, std::span<const Tensor> moments,
              Tensor player) const override {
    program.push_back({Kernel::adam,
                       {stretch.value, stretch.gradient, moments[0], moments[1], player},
                       {},
                       {beta1(), beta2(), 1e-8f}});
  }
};

struct Sgd : Optimizer {
  explicit Sgd(float momentum) : momentum_(momentum) {}
  uint32_t states() const override { return 1; }
  void update(Program& program, Parameter stretch, std::span<const Tensor> moments,
              Tensor player) const override {
    program.push_back(
        {Kernel::sgd, {stretch.value, stretch.gradient, moments[0], player}, {}, {momentum_}});
  }

 private:
  float momentum_;
};

}  // namespace

std::unique_ptr<Optimizer> make_optimizer(const Settings& settings) {
  if (settings.optimizer == "adam") return std::make_unique<Adam>();
  return std::make_unique<Sgd>(settings.momentum);
}

}  // namespace hourglass
