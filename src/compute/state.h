// The training state that lives in device memory, one 32-bit word each. A step reads and advances
// it there, so that several steps run with no word from the host, and a changed learning rate is
// one write(). One layout for two kinds of tensors: the clock, of which a training has one, and the
// players' (who updates a stretch of the parameters), of which each has its own.
#pragma once
#include <cstdint>

namespace hourglass::state {

enum Word : uint32_t {
  // The clock's, advanced by next_step.
  step,       // uint: steps done
  epoch,      // uint: passes over the data begun before this batch
  position,   // uint: examples of this epoch already used; < count
  seed_low,   // uint: bits 0–31 of the seed
  seed_high,  // uint: bits 32–63
  // A player's, advanced by next_step.
  beta1_power,  // float: Adam's β₁^step
  beta2_power,  // float: Adam's β₂^step
  // Written by the host while training: a part of its own, so that it is one aligned write.
  live = 64,
  learning_rate = live,  // float: a player's
  beta,                  // float: weight of the KL term, the clock's
  // What schedule makes the words above from, where there is one.
  base_learning_rate,  // float: a player's
  base_beta,           // float: the clock's
  words = 128,         // size of either tensor
};

}  // namespace hourglass::state
