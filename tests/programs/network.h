// A small variational autoencoder as one recorded program, for tests that need a whole step.
#pragma once
#include <array>
#include <vector>

#include "compute/backend.h"

namespace programs {

struct Network {
  hourglass::Backend& backend;
  uint32_t batch, inputs, hidden, code, count;
  std::array<std::array<uint32_t, 2>, 4> sizes;  // [inputs, outputs] a layer
  std::array<uint32_t, 4> offsets;               // words
  hourglass::Tensor data, clock, player, parameters, gradients, first, second, x, ring;
  hourglass::Program step;  // gather, forward, loss, backward, Adam, next_step
  size_t update;            // index of Adam in it
  hourglass::ProgramId program;

  Network(hourglass::Backend&, uint32_t batch, uint32_t inputs, uint32_t hidden, uint32_t code,
          hourglass::Activation);
};

}  // namespace programs
