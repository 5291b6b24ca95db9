// x [n, 2] → y [n, 5]
// y[n] = (x₀, x₁, x₀², x₀x₁, x₁²)
// grid: elements of 0 by 128
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var n = thread.x; n < rows(0u); n += 64u * groups.x) {
    let a = x[2u * n];
    let b = x[2u * n + 1u];
    y[5u * n] = a;
    y[5u * n + 1u] = b;
    y[5u * n + 2u] = a * a;
    y[5u * n + 3u] = a * b;
    y[5u * n + 4u] = b * b;
  }
}
