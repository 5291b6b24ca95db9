// x [n, d] → y [n·L, d]
// y[n·L + l, i] = x[n,i]
// grid: elements of 1 by 64
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let d = features(0u);
  let times = rows(1u) / rows(0u);
  for (var i = thread.x; i < rows(1u) * d; i += 64u * groups.x) {
    y[i] = x[i / d / times * d + i % d];
  }
}
