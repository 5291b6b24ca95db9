// z [n·L, k], labels [n] (integers; C and above: none) → y [n·L, k + C]
// y[n·L + l] = (z[n·L + l], 1 at labels[n], 0 at the other classes)
// grid: elements of 2 by 64
@group(0) @binding(0) var<storage, read> z: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let k = features(0u);
  let width = features(2u);
  let times = rows(0u) / rows(1u);
  for (var i = thread.x; i < rows(2u) * width; i += 64u * groups.x) {
    let n = i / width;
    let j = i % width;
    if (j < k) {
      y[i] = z[n * k + j];
    } else {
      y[i] = select(0.0, 1.0, labels[n / times] == j - k);
    }
  }
}
