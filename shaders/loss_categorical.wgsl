// logits y [n, d·K], x [n, d] in [0, 1], state or absent → loss [n], dy [n, d·K] or absent.
// integers: -, add, word, K.   numbers: scale s
// loss[n] = Σⱼ (log Σₖ exp(y[n,j,k]) − y[n,j,class]), class = ⌊K x[n,j]⌋, at most K − 1
// dy[n,j,k] = s (softmaxₖ(y[n,j,·]) − [k = class])
// grid: rows of 1
#include "shared/math.wgsl"
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"
#include "shared/term.wgsl"

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> state: array<f32>;
@group(0) @binding(3) var<storage, read_write> loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> dy: array<f32>;

const row_threads = 64u;
const state_binding = 2u;

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let n = group.x;
  let d = features(1u);
  let levels = constants.integers.w;
  let scale = term_scale();
  var total = 0.0;
  for (var j = thread; j < d; j += row_threads) {
    let first = (n * d + j) * levels;
    let chosen = u32(clamp(f32(levels) * x[n * d + j], 0.0, f32(levels - 1u)));
    var most = y[first];
    for (var k = 1u; k < levels; k++) {
      most = max(most, y[first + k]);
    }
    var sum = 0.0;
    for (var k = 0u; k < levels; k++) {
      sum += exponential(y[first + k] - most);
    }
    total += logarithm(sum) + (most - y[first + chosen]);
    if (present(4u)) {
      for (var k = 0u; k < levels; k++) {
        let softmax = exponential(y[first + k] - most) / sum;
        var back = scale * (softmax - select(0.0, 1.0, k == chosen));
        if (adds()) {
          back += dy[first + k];
        }
        dy[first + k] = back;
      }
    }
  }
  let row = row_sum(vec2(total, 0.0), thread).x;
  if (thread == 0u) {
    loss[n] = row;
  }
}
