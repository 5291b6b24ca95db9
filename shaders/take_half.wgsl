// x [n, 2h] → y [n, h].   integers: which half
// y[n,j] = x[n, j + which h]
// grid: elements of 1 by 64
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let h = features(1u);
  for (var e = thread.x; e < rows(1u) * h; e += 64u * groups.x) {
    y[e] = x[e / h * 2u * h + constants.integers.x * h + e % h];
  }
}
