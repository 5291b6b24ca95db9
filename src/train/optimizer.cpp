// Adam, stochastic gradient descent with momentum, and RMSprop.
#include "train/optimizer.h"

#include <cmath>

namespace hourglass {
namespace {

struct Adam : Optimizer {
  Adam(float beta1, float decay) : beta1_(beta1), decay_(decay) {}
  uint32_t states() const override { return 2; }
  float beta1() const override { return beta1_; }
  float beta2() const override { return 0.999f; }
  void update(Program& program, Parameter stretch, std::span<const Tensor> moments,
              Tensor player) const override {
    program.push_back({Kernel::adam,
                       {stretch.value, stretch.gradient, moments[0], moments[1], player},
                       {},
                       {beta1(), beta2(), 1e-8f, decay_}});
  }
  double moved(const Left& left, double, std::span<const double> moments) const override {
    const double root = std::sqrt(moments[1] / (1 - left.beta2_power));
    return left.rate * moments[0] / (1 - left.beta1_power) / (root + 1e-8);
  }

 private:
  float beta1_, decay_;
};

struct Sgd : Optimizer {
  Sgd(float momentum, bool nesterov, float decay)
      : momentum_(momentum), nesterov_(nesterov), decay_(decay) {}
  uint32_t states() const override { return 1; }
  void update(Program& program, Parameter stretch, std::span<const Tensor> moments,
              Tensor player) const override {
    program.push_back({Kernel::sgd,
                       {stretch.value, stretch.gradient, moments[0], player},
                       {nesterov_ ? 1u : 0u},
                       {momentum_, decay_}});
  }
  double moved(const Left& left, double gradient, std::span<const double> moments) const override {
    return left.rate * (nesterov_ ? gradient + double{momentum_} * moments[0] : moments[0]);
  }

 private:
  float momentum_;
  bool nesterov_;
  float decay_;
};

struct RmsProp : Optimizer {
  explicit RmsProp(float decay) : decay_(decay) {}
  uint32_t states() const override { return 1; }
  void update(Program& program, Parameter stretch, std::span<const Tensor> moments,
              Tensor player) const override {
    program.push_back({Kernel::rmsprop,
                       {stretch.value, stretch.gradient, moments[0], {}, player},
                       {},
                       {0.99f, 1e-8f, decay_}});
  }
  double moved(const Left& left, double gradient, std::span<const double> moments) const override {
    return left.rate * gradient / (std::sqrt(moments[0]) + 1e-8);
  }

 private:
  float decay_;
};

}  // namespace

std::unique_ptr<Optimizer> make_optimizer(const Settings& settings) {
  if (settings.optimizer == "adam")
    return std::make_unique<Adam>(settings.beta1, settings.weight_decay);
  if (settings.optimizer == "rmsprop") return std::make_unique<RmsProp>(settings.weight_decay);
  return std::make_unique<Sgd>(settings.momentum, settings.nesterov, settings.weight_decay);
}

}  // namespace hourglass
