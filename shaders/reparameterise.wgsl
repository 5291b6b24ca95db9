// The latent's noise and its distance from the prior (Kingma and Welling 2014).
// heads [n, 2k] (μ, then log σ²), state → z [n, k], kl [n].   integers: stream
// z[n,j] = μ[n,j] + exp(½ logσ²[n,j]) ε[n,j]     kl[n] = −½ Σⱼ (1 + logσ² − μ² − σ²)
// grid: rows of 2
#include "shared/random.wgsl"
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"
#include "shared/state.wgsl"

@group(0) @binding(0) var<storage, read> heads: array<f32>;
@group(0) @binding(1) var<storage, read> state: array<u32>;
@group(0) @binding(2) var<storage, read_write> z: array<f32>;
@group(0) @binding(3) var<storage, read_write> kl: array<f32>;

const row_threads = 32u;

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let n = group.x;
  let k = features(2u);
  let seed = vec2(state[state_seed_low], state[state_seed_high]);
  let step = state[state_step];
  let stream = constants.integers.x;
  var sum = 0.0;
  for (var j = thread; j < k; j += row_threads) {
    let mean = heads[n * 2u * k + j];
    let log_variance = heads[(n * 2u + 1u) * k + j];
    let noise = normal(seed, stream, step, n * k + j);
    z[n * k + j] = mean + exponential(0.5 * log_variance) * noise;
    sum += 1.0 + log_variance - mean * mean - exponential(log_variance);
  }
  let total = row_sum(vec2(sum, 0.0), thread);
  if (thread == 0u) {
    kl[n] = -0.5 * total.x;
  }
}
