// Optimisers: a stretch of the parameter arena in one dispatch.
#pragma once
#include <memory>
#include <span>

#include "compute/program.h"
#include "model/layer.h"
#include "model/settings.h"

namespace hourglass {

struct Optimizer {
  virtual ~Optimizer() = default;
  virtual uint32_t states() const = 0;  // moments it keeps: momentum 1, Adam 2
  // Decay factors whose powers next_step keeps in the player; 0 where unused.
  virtual float beta1() const { return 0; }
  virtual float beta2() const { return 0; }
  // To be recorded after next_step: the player's state counts the step that is being made.
  virtual void update(Program&, Parameter stretch, std::span<const Tensor> moments,
                      Tensor player) const = 0;
  // By what an update left behind: the learning rate it had, the powers of the decay factors, and of one parameter
  // the gradient and the moments.
  struct Left {
    double rate = 0, beta1_power = 0, beta2_power = 0;
  };
  // How far it moved that parameter down, but for weight decay.
  virtual double moved(const Left&, double gradient, std::span<const double> moments) const = 0;
};

// adam:    Kingma and Ba 2015, algorithm 1, β₁ as set, β₂ 0.999, ε 1e-8; weight decay decoupled.
// sgd:     v ← momentum·v + g, p ← p − learning rate · v; or Nesterov's.
// rmsprop: as PyTorch has it, α 0.99, ε 1e-8.
std::unique_ptr<Optimizer> make_optimizer(const Settings&);

}  // namespace hourglass
