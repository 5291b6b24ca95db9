// A training step up to its gradient, and how far that is off.
#pragma once
#include "gradients/drawn.h"
#include "gradients/forward.h"
#include "model/network.h"

namespace gradients {

// A training step up to where its gradient lies in the arena, and what it is the gradient of.
struct Way {
  const hourglass::Network& network;
  hourglass::Program program;
  uint64_t seed;
  uint32_t step;
  std::vector<double> weights;  // of the terms, of which next_step tells where they lie
  uint32_t kl = 0;              // the term that free nats are of:
  double free_nats = 0;         // a unit; then what unit_kl made counts in its place
  hourglass::Tensor x{}, dx{};  // of a pass that is asked for dx
  hourglass::Activation before = hourglass::Activation::linear;  // whose output x is
  bool frozen = false;                                           // no gradient of parameters
  bool bias = true;  // else what is called so is 0 and stays so
  double times = 1;  // that the gradient was added up
};

// Its first dispatch of the kernel. std::runtime_error: there is none.
const hourglass::Dispatch& find(const hourglass::Program&, hourglass::Kernel);
// The way to a step's end, and not beyond.
hourglass::Program until_update(const hourglass::Program&);

double norm(std::span<const float>);

// How far the gradient of the arena (and dx) is off along a random direction, in which each parameter
// has the same say: its part of the direction is as long as its gradient is short. (A gradient below a
// hundredth of the whole may be nothing but rounding: that of a bias before a batch normalisation.)
double error_along(Dice&, hourglass::Backend&, const Way&);

}  // namespace gradients
