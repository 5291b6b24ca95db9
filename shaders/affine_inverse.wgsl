// x [n, 2], parameters W and b [3, 2] → u [n, 2], row [n]
// u[n] = (x[n] − b) W⁻¹     row[n] = log|det W|
// grid: elements of 3 by 64
#include "shared/inverse.wgsl"
#include "shared/math.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> w: array<f32>;
@group(0) @binding(2) var<storage, read_write> u: array<f32>;
@group(0) @binding(3) var<storage, read_write> row: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let v = inverse(w[0], w[1], w[2], w[3]);
  let size = logarithm(max(abs(w[0] * w[3] - w[1] * w[2]), 1e-30));
  for (var n = thread.x; n < rows(0u); n += 64u * groups.x) {
    let off = vec2(x[2u * n] - w[4], x[2u * n + 1u] - w[5]);
    u[2u * n] = off.x * v.x + off.y * v.z;
    u[2u * n + 1u] = off.x * v.y + off.y * v.w;
    row[n] = size;
  }
}
