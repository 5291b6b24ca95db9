// The training state that lives in device memory, one 32-bit word each. A step reads and advances
// it there, so that several steps run with no word from the host, and a changed learning rate is
// one write().
#pragma once
#include <cstdint>

namespace hourglass::state {

enum Word : uint32_t {
  // Advanced by next_step.
  step,         // uint: steps done
  epoch,        // uint: passes over the data begun before this batch
  position,     // uint: examples of this epoch already used; < count
  seed_low,     // uint: bits 0–31 of the seed
  seed_high,    // uint: bits 32–63
  beta1_power,  // float: Adam's β₁^step
  beta2_power,  // float: Adam's β₂^step
  // Written by the host while training: a part of its own, so that it is one aligned write.
  live = 64,
  learning_rate = live,  // float
  beta,                  // float: weight of the KL term
  words = 128,           // size of the state tensor
};

}  // namespace hourglass::state
