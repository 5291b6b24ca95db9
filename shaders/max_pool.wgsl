// x [n, h, w, c] → y [n, h', w', c].   integers: -, size, stride, padding
// y[n,i,j,c] = max of x[n, window i, window j, c]
// grid: elements of 1 by 64
#include "shared/pool_windows.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(1u) * features(1u);
  for (var e = thread.x; e < count; e += 64u * groups.x) {
    let p = place_of(1u, e);
    let tall = places_of(p.i, constants.shapes[0].y);
    let wide = places_of(p.j, constants.shapes[0].z);
    var best = x[element_of(0u, Place(p.n, tall.x, wide.x, p.c))];
    for (var a = tall.x; a < tall.y; a++) {
      for (var b = wide.x; b < wide.y; b++) {
        best = max(best, x[element_of(0u, Place(p.n, a, b, p.c))]);
      }
    }
    y[e] = best;
  }
}
