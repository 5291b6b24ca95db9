// weights w [n], x [n, d] → x
// x[n,i] ← w[n] x[n,i]
// grid: elements of 1 by 64
@group(0) @binding(0) var<storage, read> weights: array<f32>;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let d = features(1u);
  for (var i = thread.x; i < rows(1u) * d; i += 64u * groups.x) {
    x[i] = weights[i / d] * x[i];
  }
}
