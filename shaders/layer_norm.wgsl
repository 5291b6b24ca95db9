// x [n, h, w, c], parameters [2, c] (γ, then β) → y, mean and 1/σ [r, 2]; r = n·h·w.
// integers: Activation of y.   numbers: ε
// mean[r] = 1/c Σ x[r,·]     variance[r] = 1/c Σ (x[r,·] − mean[r])²     y = act(γ[c] x̂ + β[c])
// grid: elements of 3 by 2
#include "shared/activation.wgsl"
#include "shared/row_total.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<storage, read_write> saved: array<f32>;

const row_threads = 64u;

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  let columns = constants.shapes[0].w;
  let r = rows(3u);
  for (var row = group.x; row < r; row += groups.x) {
    let at = row * columns;
    var sum = 0.0;
    for (var c = thread; c < columns; c += row_threads) {
      sum += x[at + c];
    }
    let mean = row_total(vec2(sum, 0.0), thread).x / f32(columns);
    sum = 0.0;
    for (var c = thread; c < columns; c += row_threads) {
      let off = x[at + c] - mean;
      sum += off * off;
    }
    let variance = row_total(vec2(sum, 0.0), thread).x / f32(columns);
    let inverse = 1.0 / sqrt(variance + constants.numbers.x);
    for (var c = thread; c < columns; c += row_threads) {
      let value = (x[at + c] - mean) * (parameters[c] * inverse) + parameters[columns + c];
      y[at + c] = activate(constants.integers.x, value);
    }
    if (thread == 0u) {
      saved[2u * row] = mean;
      saved[2u * row + 1u] = inverse;
    }
  }
}
