// x [n, 2h], heads [n, 2h] = (r, t) → y [n, 2h], its moved half [n, h], row [n] or absent.
// integers: half that is moved, 1 adds to the row, 1: the way back
// s = 2 tanh(½ r);   y = x eˢ + t, on the way back (x − t) e⁻ˢ;   row[n] −= Σ s
// grid: elements of 0 by 64
#include "shared/coupling.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> heads: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<storage, read_write> half: array<f32>;
@group(0) @binding(4) var<storage, read_write> row: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let h = features(3u);
  let moved = constants.integers.x * h;
  for (var n = thread.x; n < rows(0u); n += 64u * groups.x) {
    let first = n * 2u * h;
    var sum = 0.0;
    for (var j = 0u; j < h; j++) {
      let s = 2.0 * bent(heads[first + j]);
      let t = heads[first + h + j];
      let value = x[first + moved + j];
      sum += s;
      let now = select(value * exponential(s) + t, (value - t) * exponential(-s), constants.integers.z != 0u);
      y[first + h - moved + j] = x[first + h - moved + j];
      y[first + moved + j] = now;
      half[n * h + j] = now;
    }
    if (present(4u)) {
      row[n] = select(0.0, row[n], constants.integers.y != 0u) - sum;
    }
  }
}
