// What dropout multiplies four elements by: 1/(1 − p) where uᵉ ≥ p, else 0.
// The kernel that includes this has the state bound.
#include "shared/random.wgsl"
#include "shared/state.wgsl"

fn scales_of(block: u32) -> vec4<f32> {
  let seed = vec2(state[state_seed_low], state[state_seed_high]);
  let words = random_words(seed, constants.integers.y, state[state_step], block, constants.integers.z);
  let share = constants.numbers.x;
  let scale = select(0.0, 1.0 / (1.0 - share), share < 1.0);
  var scales = vec4<f32>();
  for (var i = 0u; i < 4u; i++) {
    scales[i] = select(0.0, scale, uniform_from(words[i]) >= share);
  }
  return scales;
}
