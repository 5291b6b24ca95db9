// x [n, d], x̃ [n, d], state → y [n, d].   integers: stream, index
// y[n] = x̃[n] + uⁿ (x[n] − x̃[n]); u of row n is a word of (seed, stream, step, n, index)
// grid: elements of 3 by 64
#include "shared/random.wgsl"
#include "shared/state.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> generated: array<f32>;
@group(0) @binding(2) var<storage, read> state: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let d = features(3u);
  let seed = vec2(state[state_seed_low], state[state_seed_high]);
  for (var e = thread.x; e < rows(3u) * d; e += 64u * groups.x) {
    let words = random_words(seed, constants.integers.x, state[state_step], e / d, constants.integers.y);
    y[e] = generated[e] + uniform_from(words.x) * (x[e] - generated[e]);
  }
}
