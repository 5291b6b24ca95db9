// A player's next update counts. The kernel that includes this has a binding player.
// βᵗ ← βᵗ β
#include "shared/state.wgsl"

fn advance_power(word: u32, beta: f32) {
  if (beta > 0.0) {
    player[word] *= beta;
  }
}

fn advance_powers() {
  advance_power(state_beta1_power, constants.numbers.x);
  advance_power(state_beta2_power, constants.numbers.y);
}
