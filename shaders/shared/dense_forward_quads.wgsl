// shared/dense_forward.wgsl for software adapters.
#include "shared/quads.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;

fn forward(group: u32, lane: u32) {
  let n = rows(0u);
  let i = features(0u);
  let o = features(2u);
  if (group >= quads_of(n, o)) { return; }
  let at = corner(group, o);
  let column = at.y + lane * 4u;
  let l = four_rows(at.x + lane * 3u, n, i);
  let r = four_columns(column, o) + four * (o / 4u);
  var sums: Sums;
  for (var k = 0u; k < i; k += 4u) {
    let p = l + k / 4u;
    let q = r + k * (o / 4u);
    sums = add_product(sums, mat3x4(x[p.x], x[p.y], x[p.z]),
                       mat4x4(parameters[q.x], parameters[q.y], parameters[q.z], parameters[q.w]));
  }
  var all = in_memory(sums);
  let b = parameters[r.x + i * (o / 4u)];
  for (var m = 0u; m < 4u * tall; m += 1u) {
    let row = row_of(at.x, lane, m / 4u);
    let j = m % 4u;
    if (row < n && column < o) { finish_output(row, column + j, b[j] + all[m / 4u][j]); }
  }
}
