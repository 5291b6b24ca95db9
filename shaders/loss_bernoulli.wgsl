// logits y [n, d], x [n, d] → loss [n], dy [n, d] or absent; state or absent.
// integers: -, add, word.   numbers: scale s of dy
// loss[n] = Σⱼ (softplus(y[n,j]) − x[n,j] y[n,j])     dy[n,j] = s (sigmoid(y[n,j]) − x[n,j])
// grid: rows of 0
#include "shared/math.wgsl"
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"
#include "shared/term.wgsl"

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<storage, read_write> dy: array<f32>;
@group(0) @binding(4) var<storage, read> state: array<f32>;

const row_threads = 64u;
const state_binding = 4u;

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let d = features(0u);
  let scale = term_scale();
  let with_gradient = present(3u);
  var sum = 0.0;
  for (var j = thread; j < d; j += row_threads) {
    let at = group.x * d + j;
    let logit = y[at];
    let wanted = x[at];
    let t = exponential(-abs(logit));
    sum += softplus_from(logit, t) - wanted * logit;
    if (with_gradient) {
      // sigmoid(y) = 1 / (1 + t) for y ≥ 0, else t / (1 + t)
      var back = scale * (select(1.0, t, logit < 0.0) / (1.0 + t) - wanted);
      if (adds()) {
        back += dy[at];
      }
      dy[at] = back;
    }
  }
  let total = row_sum(vec2(sum, 0.0), thread).x;
  if (thread == 0u) {
    loss[group.x] = total;
  }
}
