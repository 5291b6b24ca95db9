// x [n, h, w, c] → y [n, fh, fw, c]
// y[n,i,j,c] = x[n, ⌊i/f⌋, ⌊j/f⌋, c], f the quotient of the sides
// grid: elements of 1 by 256
#include "shared/pool_windows.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(1u) * features(1u);
  let factor = constants.shapes[1].y / constants.shapes[0].y;
  for (var e = thread.x; e < count; e += 64u * groups.x) {
    let p = place_of(1u, e);
    y[e] = x[element_of(0u, Place(p.n, p.i / factor, p.j / factor, p.c))];
  }
}
