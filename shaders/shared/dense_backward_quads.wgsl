// shared/dense_backward.wgsl for software adapters.
#include "shared/adds.wgsl"
#include "shared/quads.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> dparameters: array<vec4<f32>>;

override whole: bool = false;  // n is a multiple of 4

// For shared/row_sum.wgsl beside a product.
var<workgroup> row_parts: array<vec2<f32>, threads + 8u>;
fn row_part(at: u32) -> vec2<f32> { return row_parts[at]; }
fn keep_row_part(at: u32, part: vec2<f32>) { row_parts[at] = part; }

fn x_at(at: u32) -> f32 { return x[at / 4u][at % 4u]; }
fn write(at: u32, sum: vec4<f32>) {
  if (adds) { dparameters[at] += sum; } else { dparameters[at] = sum; }
}

fn make_dw(group: u32, lane: u32, n: u32, i: u32, o: u32) {
  let at = corner(group, o);
  let column = at.y + lane * 4u;
  let l = vec3(four_columns(at.x, i), four_columns(at.x + 4u, i), four_columns(at.x + 8u, i));
  let r = four_columns(column, o);
  var sums: Sums;
  var k = 0u;
  for (; k + 4u <= n; k += 4u) {
    let p = l + (k + lane) * (i / 4u);
    let q = r + (k + (four ^ vec4(lane))) * (o / 4u);
    sums = add_turned_product(sums, mat3x4(x[p.x], x[p.y], x[p.z]),
                              mat4x4(dy[q.x], dy[q.y], dy[q.z], dy[q.w]));
  }
  if (!whole) {
    // Past the end x counts as zero, and dy is read there as its last row.
    let p = l + min(k + lane, n - 1u) * (i / 4u);
    let q = r + min(k + (four ^ vec4(lane)), vec4(n - 1u)) * (o / 4u);
    let past = k + lane >= n;
    let zero = vec4<f32>();
    sums = add_turned_product(sums, mat3x4(select(x[p.x], zero, past), select(x[p.y], zero, past),
                                           select(x[p.z], zero, past)),
                              mat4x4(dy[q.x], dy[q.y], dy[q.z], dy[q.w]));
  }
  var all = in_memory(sums);
  for (var m = 0u; m < tall; m += 1u) {
    let row = turned_row_of(at.x, m);
    if (row < i && column < o) { write((row * o + column) / 4u, all[m]); }
  }
}

fn make_db(column: u32, n: u32, i: u32, o: u32) {
  if (column >= o) { return; }
  var sum: vec4<f32>;
  for (var k = 0u; k < n; k += 1u) { sum += dy[(k * o + column) / 4u]; }
  write((i * o + column) / 4u, sum);
}

fn make_dx(group: u32, lane: u32, n: u32, i: u32, o: u32) {
  let at = corner(group, i);
  let column = at.y + lane * 4u;
  let l = four_rows(at.x + lane * 3u, n, o);
  let r = four_rows(column, i, o);
  var sums: Sums;
  for (var k = 0u; k < o / 4u; k += 1u) {
    let p = l + k;
    let q = r + k;
    sums = add_product(sums, mat3x4(dy[p.x], dy[p.y], dy[p.z]),
                       transpose(mat4x4(parameters[q.x], parameters[q.y], parameters[q.z],
                                        parameters[q.w])));
  }
  var all = in_memory(sums);
  for (var m = 0u; m < 4u * tall; m += 1u) {
    let row = row_of(at.x, lane, m / 4u);
    let j = m % 4u;
    if (row < n && column < i) { finish_input(row, column + j, all[m / 4u][j]); }
  }
}

// Those of dW, then of db; none where these are frozen.
fn parameter_groups() -> u32 {
  if (!present(3u)) { return 0u; }
  let o = features(2u);
  return quads_of(features(0u), o) + (o + wide - 1u) / wide;
}
fn backward_parameters(group: u32, lane: u32) {
  let n = rows(0u);
  let i = features(0u);
  let o = features(2u);
  let dw_groups = quads_of(i, o);
  if (group < dw_groups) {
    make_dw(group, lane, n, i, o);
  } else {
    make_db((group - dw_groups) * wide + lane * 4u, n, i, o);
  }
}
fn backward(group: u32, lane: u32) {
  let n = rows(0u);
  let i = features(0u);
  let first = parameter_groups();
  if (group < first) {
    backward_parameters(group, lane);
  } else if (group - first < quads_of(n, i)) {
    make_dx(group - first, lane, n, i, features(2u));
  }
}
