// state → z [n, k].   integers: noise (0: normal, 1: uniform), stream, index
// z[e] = εᵉ, or 2 uᵉ − 1; ε and u of element e are words of (seed, stream, step, e / 4, index)
// grid: elements of 1 by 256
#include "shared/random.wgsl"
#include "shared/state.wgsl"

@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read_write> z: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(1u) * features(1u);
  let seed = vec2(state[state_seed_low], state[state_seed_high]);
  for (var block = thread.x; 4u * block < count; block += 64u * groups.x) {
    let words = random_words(seed, constants.integers.y, state[state_step], block, constants.integers.z);
    for (var i = 0u; i < min(4u, count - 4u * block); i++) {
      if (constants.integers.x == 1u) {
        z[4u * block + i] = 2.0 * uniform_from(words[i]) - 1.0;
      } else {
        z[4u * block + i] = normal_of(words, i);
      }
    }
  }
}
