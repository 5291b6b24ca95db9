// x, dy → dx.   integers: Activation whose output x is, Activation
// dx[e] = in'(x[e]) act'(x[e]) dy[e]
// grid: elements of 0 by 256
#include "shared/activation.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(0u) * features(0u);
  for (var e = thread.x; e < count; e += 64u * groups.x) {
    let input = x[e];
    dx[e] = back_through(constants.integers.x, input,
                         back_from_input(constants.integers.y, input, dy[e]));
  }
}
