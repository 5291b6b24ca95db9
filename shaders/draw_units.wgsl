// p, state → h.   integers: -, Stream, index
// h[e] = 1 where uᵉ < p[e], else 0; uᵉ by (seed, stream, step, e, index)
// grid: elements of 2 by 256
#include "shared/random.wgsl"
#include "shared/state.wgsl"

@group(0) @binding(0) var<storage, read> p: array<f32>;
@group(0) @binding(1) var<storage, read> state: array<u32>;
@group(0) @binding(2) var<storage, read_write> h: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(2u) * features(2u);
  let seed = vec2(state[state_seed_low], state[state_seed_high]);
  for (var block = thread.x; 4u * block < count; block += 64u * groups.x) {
    let words = random_words(seed, constants.integers.y, state[state_step], block, constants.integers.z);
    for (var i = 0u; i < min(4u, count - 4u * block); i++) {
      h[4u * block + i] = select(0.0, 1.0, uniform_from(words[i]) < p[4u * block + i]);
    }
  }
}
