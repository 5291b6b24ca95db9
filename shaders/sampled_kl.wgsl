// heads [n, 2k] (μ, then log σ²), z [n, k] → kl [n]
// kl[n] = ½ Σⱼ (z² − (z − μ)² / σ² − logσ²) = log q(z|x) − log p(z)
// grid: rows of 1
#include "shared/math.wgsl"
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"

@group(0) @binding(0) var<storage, read> heads: array<f32>;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read_write> kl: array<f32>;

const row_threads = 32u;

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let n = group.x;
  let k = features(1u);
  var sum = 0.0;
  for (var j = thread; j < k; j += row_threads) {
    let code = z[n * k + j];
    let off = code - heads[n * 2u * k + j];
    let log_variance = heads[(n * 2u + 1u) * k + j];
    sum += code * code - (off * off * exponential(-log_variance) + log_variance);
  }
  let total = row_sum(vec2(sum, 0.0), thread);
  if (thread == 0u) {
    kl[n] = 0.5 * total.x;
  }
}
