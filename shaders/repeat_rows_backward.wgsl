// dy [n·L, d], x [n, d] → dx [n, d].   integers: activation whose output x is, add
// dx[n,i] = act'(x[n,i]) Σₗ dy[n·L + l, i]
// grid: elements of 2 by 64
#include "shared/activation.wgsl"

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let d = features(1u);
  let times = rows(0u) / rows(1u);
  for (var i = thread.x; i < rows(1u) * d; i += 64u * groups.x) {
    let first = i / d * times * d + i % d;
    var sum = dy[first];
    for (var l = 1u; l < times; l++) {
      sum += dy[first + l * d];
    }
    var back = back_through(constants.integers.x, x[i], sum);
    if (constants.integers.y != 0u) {
      back += dx[i];
    }
    dx[i] = back;
  }
}
