// x [n, h, w, c], parameters [2, c], mean and 1/σ [r, 2], dy
//   → dparameters [2, c] or absent, dx or absent; r = n·h·w.
// integers: Activation whose output x is, whether to add to dparameters
// dγ[c] = Σ dy[·,c] x̂[·,c]     dβ[c] = Σ dy[·,c]
// dx = in'(x) 1/σ[r] (g − 1/c Σ g[r,·] − x̂ 1/c Σ g[r,·] x̂[r,·]), g = γ[c] dy
// grid: elements of 2 by 2
#include "shared/activation.wgsl"
#include "shared/stretch_sum.wgsl"
#include "shared/row_total.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> parameters: array<f32>;
@group(0) @binding(2) var<storage, read> saved: array<f32>;
@group(0) @binding(3) var<storage, read> dy: array<f32>;
@group(0) @binding(4) var<storage, read_write> dparameters: array<f32>;
@group(0) @binding(5) var<storage, read_write> dx: array<f32>;

const row_threads = 64u;
const stretch_threads = row_threads;

fn normal(row: u32, at: u32) -> f32 {
  return (x[at] - saved[2u * row]) * saved[2u * row + 1u];
}

fn backward_row(row: u32, columns: u32, thread: u32) {
  var sum = vec2<f32>();
  for (var c = thread; c < columns; c += row_threads) {
    let at = row * columns + c;
    sum += parameters[c] * dy[at] * vec2(1.0, normal(row, at));
  }
  let share = row_total(sum, thread) / f32(columns);
  for (var c = thread; c < columns; c += row_threads) {
    let at = row * columns + c;
    let back = parameters[c] * dy[at] - share.x - share.y * normal(row, at);
    dx[at] = back_through(constants.integers.x, x[at], saved[2u * row + 1u] * back);
  }
}

fn backward_columns(block: u32, columns: u32, r: u32, thread: u32) {
  let c = block * stretch + thread % stretch;
  var sum = vec2<f32>();
  let end = select(0u, r, c < columns);
  for (var row = thread / stretch; row < end; row += stretch_rows) {
    let at = row * columns + c;
    sum += dy[at] * vec2(normal(row, at), 1.0);
  }
  let total = stretch_sum(sum, thread);
  if (thread < stretch && c < columns) {
    let before = constants.integers.y != 0u;
    dparameters[c] = total.x + select(0.0, dparameters[c], before);
    dparameters[columns + c] = total.y + select(0.0, dparameters[columns + c], before);
  }
}

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  let columns = constants.shapes[0].w;
  let r = rows(2u);
  if (present(5u)) {
    for (var row = group.x; row < r; row += groups.x) {
      backward_row(row, columns, thread);
    }
  }
  if (present(4u)) {
    let blocks = (columns + stretch - 1u) / stretch;
    for (var block = group.x; block < blocks; block += groups.x) {
      backward_columns(block, columns, r, thread);
    }
  }
}
