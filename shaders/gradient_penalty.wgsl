// g [n, d] → row [n], dg [n, d] or absent.   numbers: scale s of dg, weight λ
// row[n] = λ (‖g[n]‖ − 1)²     dg[n] = s 2 (‖g[n]‖ − 1) g[n] / ‖g[n]‖
// grid: elements of 1 by 64
@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> row: array<f32>;
@group(0) @binding(2) var<storage, read_write> dg: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let d = features(0u);
  for (var n = thread.x; n < rows(0u); n += 64u * groups.x) {
    var squares = 0.0;
    for (var i = n * d; i < (n + 1u) * d; i++) {
      squares += g[i] * g[i];
    }
    let length = max(sqrt(squares), 1e-12);
    let off = length - 1.0;
    row[n] = constants.numbers.y * (off * off);
    if (present(2u)) {
      let factor = constants.numbers.x * 2.0 * off / length;
      for (var i = n * d; i < (n + 1u) * d; i++) {
        dg[i] = factor * g[i];
      }
    }
  }
}
