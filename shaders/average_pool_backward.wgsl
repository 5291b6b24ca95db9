// x [n, h, w, c], dy [n, h', w', c] → dx [n, h, w, c].
// integers: Activation whose output x is, size, stride, padding
// dx[n,a,b,c] = in'(x) 1/size² Σ of dy[n,i,j,c] over the windows (i, j) that cover (a, b)
// grid: elements of 0 by 64
#include "shared/activation.wgsl"
#include "shared/pool_windows.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(0u) * features(0u);
  let share = 1.0 / f32(constants.integers.y * constants.integers.y);
  for (var e = thread.x; e < count; e += 64u * groups.x) {
    let p = place_of(0u, e);
    let tall = windows_of(p.i, constants.shapes[1].y);
    let wide = windows_of(p.j, constants.shapes[1].z);
    var sum = 0.0;
    for (var i = tall.x; i < tall.y; i++) {
      for (var j = wide.x; j < wide.y; j++) {
        sum += dy[element_of(1u, Place(p.n, i, j, p.c))];
      }
    }
    dx[e] = back_through(constants.integers.x, x[e], sum * share);
  }
}
