// x, dy, state → dx.   integers: Activation whose output x is, Stream, index.   numbers: share p
// dx[e] = in'(x[e]) dy[e] / (1 − p) where uᵉ ≥ p, else 0: the same draw
// grid: elements of 3 by 256
#include "shared/activation.wgsl"
#include "shared/dropout.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> state: array<u32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(3u) * features(3u);
  for (var block = thread.x; 4u * block < count; block += 64u * groups.x) {
    let scales = scales_of(block);
    for (var i = 0u; i < min(4u, count - 4u * block); i++) {
      let e = 4u * block + i;
      dx[e] = back_through(constants.integers.x, x[e], scales[i] * dy[e]);
    }
  }
}
