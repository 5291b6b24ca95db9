// x [n, h, w, c], parameters [2, c], mean and 1/σ [2, c], dy
//   → dparameters [2, c] or absent, dx or absent; r = n·h·w.
// integers: Activation whose output x is, whether to add to dparameters
// dγ[c] = Σ dy[·,c] x̂[·,c]     dβ[c] = Σ dy[·,c]
// dx = in'(x) γ[c]/σ[c] (dy − 1/r dβ[c] − 1/r dγ[c] x̂), the sums over the batch
// grid: elements of 1 by 16
#include "shared/activation.wgsl"
#include "shared/stretch_sum.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> parameters: array<f32>;
@group(0) @binding(2) var<storage, read> saved: array<f32>;
@group(0) @binding(3) var<storage, read> dy: array<f32>;
@group(0) @binding(4) var<storage, read_write> dparameters: array<f32>;
@group(0) @binding(5) var<storage, read_write> dx: array<f32>;

const stretch_threads = 256u;

@compute @workgroup_size(stretch_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let columns = constants.shapes[0].w;
  let r = rows(0u) * features(0u) / columns;
  let c = group.x * stretch + thread % stretch;
  // Threads past the last column sum nothing, and wait with the others.
  let known = min(c, columns - 1u);
  let end = select(0u, r, c < columns);
  let first = thread / stretch;
  let mean = saved[known];
  let inverse = saved[columns + known];

  var sum = vec2<f32>();
  for (var row = first; row < end; row += stretch_rows) {
    let at = row * columns + c;
    sum += dy[at] * vec2((x[at] - mean) * inverse, 1.0);
  }
  let total = stretch_sum(sum, thread);
  if (c < columns && first == 0u && present(4u)) {
    let before = constants.integers.y != 0u;
    dparameters[c] = total.x + select(0.0, dparameters[c], before);
    dparameters[columns + c] = total.y + select(0.0, dparameters[columns + c], before);
  }
  if (!present(5u)) {
    return;
  }
  let scale = parameters[known] * inverse;
  let share = total / f32(r);
  for (var row = first; row < end; row += stretch_rows) {
    let at = row * columns + c;
    let back = scale * (dy[at] - share.y - share.x * ((x[at] - mean) * inverse));
    dx[at] = back_through(constants.integers.x, x[at], back);
  }
}
