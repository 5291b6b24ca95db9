// x [n, 2h], heads [n, 2h], dy [n, 2h], d of the moved half [n, h] or absent → dx [n, 2h], dheads [n, 2h].
// integers: half that is moved.   numbers: scale λ of the row's gradient
// With g = dy of the moved half, and what the next network says of it:
// dx = g eˢ     dt = g     dr = (g x eˢ − λ) (1 − ¼ s²);     the other half's dx is its dy
// grid: elements of 0 by 64
#include "shared/coupling.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> heads: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read> next: array<f32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;
@group(0) @binding(5) var<storage, read_write> dheads: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let h = features(0u) / 2u;
  let moved = constants.integers.x * h;
  for (var e = thread.x; e < rows(0u) * h; e += 64u * groups.x) {
    let first = e / h * 2u * h;
    let j = e % h;
    let slope = bent(heads[first + j]);
    var g = dy[first + moved + j];
    if (present(3u)) {
      g += next[e];
    }
    let stretched = g * exponential(2.0 * slope);
    dx[first + h - moved + j] = dy[first + h - moved + j];
    dx[first + moved + j] = stretched;
    dheads[first + h + j] = g;
    dheads[first + j] = (stretched * x[first + moved + j] - constants.numbers.x) * (1.0 - slope * slope);
  }
}
