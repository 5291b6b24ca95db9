// heads [n, 2k] (μ, then log σ²) → the batch's mean KL of each unit [k]
// unit_kl[j] = −½ 1/n Σₙ (1 + logσ² − μ² − σ²)
// grid: elements of 1 by 64
#include "shared/column_terms.wgsl"
#include "shared/math.wgsl"

@group(0) @binding(0) var<storage, read> heads: array<f32>;
@group(0) @binding(1) var<storage, read_write> unit_kl: array<f32>;

fn summand(row: u32, column: u32) -> f32 {
  let k = features(1u);
  let mean = heads[row * 2u * k + column];
  let log_variance = heads[(row * 2u + 1u) * k + column];
  return 1.0 + log_variance - mean * mean - exponential(log_variance);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var j = thread.x; j < features(1u); j += 64u * groups.x) {
    unit_kl[j] = -0.5 / f32(rows(0u)) * column_sum(rows(0u), j);
  }
}
