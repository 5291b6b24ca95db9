// W [i, k], A [k] (column_sum of h), state or absent → dW [i, k].
// integers: -, add, word.   numbers: scale s
// dW[i,j] = s 2 A[j] W[i,j], A[j] = Σₙ act'(pre[n,j])²
// grid: elements of 0 by 64
#include "shared/term.wgsl"

@group(0) @binding(0) var<storage, read> weights: array<f32>;
@group(0) @binding(1) var<storage, read> squared_slopes: array<f32>;
@group(0) @binding(2) var<storage, read> state: array<f32>;
@group(0) @binding(3) var<storage, read_write> dweights: array<f32>;

const state_binding = 2u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let k = features(0u);
  let scale = 2.0 * term_scale();
  for (var i = thread.x; i < rows(0u) * k; i += 64u * groups.x) {
    var back = scale * squared_slopes[i % k] * weights[i];
    if (adds()) {
      back += dweights[i];
    }
    dweights[i] = back;
  }
}
