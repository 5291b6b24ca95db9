// A Gaussian decoder whose variance is learnt (Rybkin, Daniilidis and Levine 2021).
// y [n, d], x [n, d], log σ² [1], state or absent → loss [n], dy [n, d] or absent,
// share of dlog σ² [n] or absent. A σ a pixel: y [n, h, w, 2c] (c means, then c log σ²), x [n, h, w, c].
// integers: activation of y, add, word.   numbers: scale s, least log σ² m
// loss[n] = ½ Σⱼ (log 2π + l + (y − x)² e⁻ˡ), l = m + softplus(log σ² − m): never below m
// dy = s (y − x) e⁻ˡ act'(y)     dlogσ² = s ½ (1 − (y − x)² e⁻ˡ) sigmoid(log σ² − m)
// grid: rows of 1
#include "shared/activation.wgsl"
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"
#include "shared/term.wgsl"

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> log_variance: array<f32>;
@group(0) @binding(3) var<storage, read> state: array<f32>;
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;
@group(0) @binding(5) var<storage, read_write> dy: array<f32>;
@group(0) @binding(6) var<storage, read_write> share: array<f32>;

const row_threads = 64u;
const state_binding = 3u;

fn give(at: u32, value: f32) {
  var back = value;
  if (adds()) {
    back += dy[at];
  }
  dy[at] = back;
}

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let n = group.x;
  let d = features(1u);
  let shared_variance = present(2u);
  let channels = select(constants.shapes[0].w / 2u, d, shared_variance);
  let scale = term_scale();
  let least = constants.numbers.y;
  var above = 0.0;
  if (shared_variance) {
    above = log_variance[0] - least;
  }
  var l = least + softplus_from(above, exponential(-abs(above)));
  var inverse = exponential(-l);
  var sum = 0.0;
  var squares = 0.0;
  for (var j = thread; j < d; j += row_threads) {
    var at = n * d + j;
    if (!shared_variance) {
      at = n * 2u * d + j + j / channels * channels;
      above = y[at + channels] - least;
      l = least + softplus_from(above, exponential(-abs(above)));
      inverse = exponential(-l);
    }
    let output = y[at];
    let error = output - x[n * d + j];
    let weighted = error * inverse;
    squares += error * weighted;
    sum += 1.83787706641 + l + error * weighted;  // log 2π
    if (present(5u)) {
      give(at, back_through(constants.integers.x, output, scale * weighted));
      if (!shared_variance) {
        give(at + channels, scale * 0.5 * (1.0 - error * weighted) / (1.0 + exponential(-above)));
      }
    }
  }
  let sums = row_sum(vec2(sum, squares), thread);
  if (thread == 0u) {
    loss[n] = 0.5 * sums.x;
    if (present(6u)) {
      share[n] = scale * 0.5 * (f32(d) - sums.y) / (1.0 + exponential(-above));
    }
  }
}
