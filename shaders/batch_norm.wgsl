// x [n, h, w, c], parameters [2, c] (γ, then β), running statistics [2, c] (mean, then variance)
//   → y, mean and 1/σ [2, c]; r = n·h·w.   integers: Activation of y.   numbers: ε, momentum m
// mean[c] = 1/r Σ x[·,c]     variance[c] = 1/r Σ (x[·,c] − mean[c])²     y = act(γ[c] x̂ + β[c])
// running mean ← (1 − m) running mean + m mean
// running variance ← (1 − m) running variance + m r/(r − 1) variance
// grid: elements of 1 by 16
#include "shared/activation.wgsl"
#include "shared/stretch_sum.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> statistics: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
@group(0) @binding(4) var<storage, read_write> saved: array<f32>;

const stretch_threads = 256u;

@compute @workgroup_size(stretch_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let columns = constants.shapes[0].w;
  let r = rows(0u) * features(0u) / columns;
  let c = group.x * stretch + thread % stretch;
  // Threads past the last column sum nothing, and wait with the others.
  let end = select(0u, r, c < columns);
  let first = thread / stretch;

  var sum = 0.0;
  for (var row = first; row < end; row += stretch_rows) {
    sum += x[row * columns + c];
  }
  let mean = stretch_sum(vec2(sum, 0.0), thread).x / f32(r);
  sum = 0.0;
  for (var row = first; row < end; row += stretch_rows) {
    let off = x[row * columns + c] - mean;
    sum += off * off;
  }
  let squares = stretch_sum(vec2(sum, 0.0), thread).x;
  if (c >= columns) {
    return;
  }
  let inverse = 1.0 / sqrt(squares / f32(r) + constants.numbers.x);
  if (first == 0u) {
    let m = constants.numbers.y;
    saved[c] = mean;
    saved[columns + c] = inverse;
    statistics[c] += m * (mean - statistics[c]);
    statistics[columns + c] += m * (squares / f32(r - 1u) - statistics[columns + c]);
  }
  let scale = parameters[c] * inverse;
  let shift = parameters[columns + c];
  for (var row = first; row < r; row += stretch_rows) {
    let at = row * columns + c;
    y[at] = activate(constants.integers.x, (x[at] - mean) * scale + shift);
  }
}
