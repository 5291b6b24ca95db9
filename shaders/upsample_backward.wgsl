// x [n, h, w, c], dy [n, fh, fw, c] → dx [n, h, w, c].   integers: Activation whose output x is
// dx[n,a,b,c] = in'(x) Σ of dy[n, fa…fa+f−1, fb…fb+f−1, c]
// grid: elements of 0 by 64
#include "shared/activation.wgsl"
#include "shared/pool_windows.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(0u) * features(0u);
  let factor = constants.shapes[1].y / constants.shapes[0].y;
  for (var e = thread.x; e < count; e += 64u * groups.x) {
    let p = place_of(0u, e);
    var sum = 0.0;
    for (var i = p.i * factor; i < (p.i + 1u) * factor; i++) {
      for (var j = p.j * factor; j < (p.j + 1u) * factor; j++) {
        sum += dy[element_of(1u, Place(p.n, i, j, p.c))];
      }
    }
    dx[e] = back_through(constants.integers.x, x[e], sum);
  }
}
