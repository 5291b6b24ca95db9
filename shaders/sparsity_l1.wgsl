// h [n, k], state or absent → row [n], dpre [n, k] or absent.
// integers: activation, add, word.   numbers: scale s
// row[n] = Σⱼ |h[n,j]|     dpre[n,j] = s sign(h[n,j]) act'(pre[n,j])
// Of the subgradients at 0 this takes 0: a unit that is silent is left alone.
// grid: rows of 0
#include "shared/activation.wgsl"
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"
#include "shared/term.wgsl"

@group(0) @binding(0) var<storage, read> h: array<f32>;
@group(0) @binding(1) var<storage, read> state: array<f32>;
@group(0) @binding(2) var<storage, read_write> row: array<f32>;
@group(0) @binding(3) var<storage, read_write> dpre: array<f32>;

const row_threads = 64u;
const state_binding = 1u;

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let k = features(0u);
  let scale = term_scale();
  var sum = 0.0;
  for (var j = thread; j < k; j += row_threads) {
    let at = group.x * k + j;
    let code = h[at];
    sum += abs(code);
    if (present(3u)) {
      let pull = select(0.0, scale, code > 0.0) - select(0.0, scale, code < 0.0);
      var back = back_through(constants.integers.x, code, pull);
      if (adds()) {
        back += dpre[at];
      }
      dpre[at] = back;
    }
  }
  let total = row_sum(vec2(sum, 0.0), thread).x;
  if (thread == 0u) {
    row[group.x] = total;
  }
}
