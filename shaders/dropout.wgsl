// x, state → y.   integers: -, Stream, index.   numbers: share p
// y[e] = x[e] / (1 − p) where uᵉ ≥ p, else 0; uᵉ by (seed, stream, step, e, index)
// grid: elements of 2 by 256
#include "shared/dropout.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> state: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(2u) * features(2u);
  for (var block = thread.x; 4u * block < count; block += 64u * groups.x) {
    let scales = scales_of(block);
    for (var i = 0u; i < min(4u, count - 4u * block); i++) {
      y[4u * block + i] = scales[i] * x[4u * block + i];
    }
  }
}
