// dy [n, k + C] → dz [n, k]
// dz[n,j] = dy[n,j], j < k
// grid: elements of 1 by 64
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read_write> dz: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let k = features(1u);
  for (var i = thread.x; i < rows(1u) * k; i += 64u * groups.x) {
    dz[i] = dy[i / k * features(0u) + i % k];
  }
}
