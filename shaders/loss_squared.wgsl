// y [n, d], x [n, d] → loss [n], dy [n, d] or absent; state or absent.
// integers: activation of y, add, word.   numbers: scale s of dy, weight w, constant c
// loss[n] = w Σⱼ (y[n,j] − x[n,j])² + c     dy[n,j] = s 2w (y[n,j] − x[n,j]) act'(y[n,j])
// grid: rows of 0
#include "shared/activation.wgsl"
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
  let scale = term_scale() * (2.0 * constants.numbers.y);
  let with_gradient = present(3u);
  var sum = 0.0;
  for (var j = thread; j < d; j += row_threads) {
    let at = group.x * d + j;
    let output = y[at];
    let error = output - x[at];
    sum += error * error;
    if (with_gradient) {
      var back = back_through(constants.integers.x, output, scale * error);
      if (adds()) {
        back += dy[at];
      }
      dy[at] = back;
    }
  }
  let total = row_sum(vec2(sum, 0.0), thread).x;
  if (thread == 0u) {
    loss[group.x] = constants.numbers.y * total + constants.numbers.z;
  }
}
