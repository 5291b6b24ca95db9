// x [n, h, w, c], dy [n, h', w', c] → dx [n, h, w, c].
// integers: Activation whose output x is, size, stride, padding
// dx[n,a,b,c] = in'(x) Σ of dy[n,i,j,c] over the windows (i, j) whose first maximum lies at (a, b)
// grid: elements of 0 by 64
#include "shared/activation.wgsl"
#include "shared/pool_windows.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

// Whether the window has at p, whose x is `value`, its first maximum.
fn first_maximum(p: Place, value: f32, window: vec2<u32>) -> bool {
  let tall = places_of(window.x, constants.shapes[0].y);
  let wide = places_of(window.y, constants.shapes[0].z);
  for (var a = tall.x; a < tall.y; a++) {
    for (var b = wide.x; b < wide.y; b++) {
      let other = x[element_of(0u, Place(p.n, a, b, p.c))];
      let before = a < p.i || (a == p.i && b < p.j);
      if (other > value || (before && other == value)) {
        return false;
      }
    }
  }
  return true;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(0u) * features(0u);
  for (var e = thread.x; e < count; e += 64u * groups.x) {
    let p = place_of(0u, e);
    let value = x[e];
    let tall = windows_of(p.i, constants.shapes[1].y);
    let wide = windows_of(p.j, constants.shapes[1].z);
    var sum = 0.0;
    for (var i = tall.x; i < tall.y; i++) {
      for (var j = wide.x; j < wide.y; j++) {
        if (first_maximum(p, value, vec2(i, j))) {
          sum += dy[element_of(1u, Place(p.n, i, j, p.c))];
        }
      }
    }
    dx[e] = back_through(constants.integers.x, value, sum);
  }
}
