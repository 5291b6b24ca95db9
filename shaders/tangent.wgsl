// y = tW + b [n, o], parameters [i+1, o], h [n, o], δ [n, o] → t' [n, o], α [n, o] or absent.
// integers: activation whose output h is
// By how much h = act(xW + b) moves where x moves by t: t' = act'(h) (y − b); and α = δ (y − b) act''(h) / act'(h).
// grid: elements of 4 by 64
#include "shared/activation.wgsl"

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> parameters: array<f32>;
@group(0) @binding(2) var<storage, read> h: array<f32>;
@group(0) @binding(3) var<storage, read> slope: array<f32>;
@group(0) @binding(4) var<storage, read_write> t: array<f32>;
@group(0) @binding(5) var<storage, read_write> second: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let o = features(0u);
  let bias = (rows(1u) - 1u) * o;
  let kind = constants.integers.x;
  for (var e = thread.x; e < rows(0u) * o; e += 64u * groups.x) {
    let moved = y[e] - parameters[bias + e % o];
    t[e] = back_through(kind, h[e], moved);
    if (present(5u)) {
      var ratio = 0.0;  // act''/act'
      if (kind == tangent) {
        ratio = -2.0 * h[e];
      } else if (kind == sigmoid) {
        ratio = 1.0 - 2.0 * h[e];
      } else if (kind == softplus) {
        ratio = exponential(-h[e]);
      }
      second[e] = slope[e] * moved * ratio;
    }
  }
}
