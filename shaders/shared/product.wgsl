// C[r,c] = Σₖ L[r,k] R[k,c]
// A workgroup makes a tile of C. The kernel that includes this says what L and R are and what
// becomes of a sum:
//   left(p, row, column), right(p, row, column): four of a row of operand p as it is stored, from
//     `column` on, a multiple of 4. Past the end they may give anything finite.
//   finish(p, row, column, sum): called for rows and columns of C that exist.
#include "shared/curved.wgsl"

override tile: u32 = 32u;     // rows and columns of C a workgroup makes; a multiple of 2 blocks
const block = 4u;             // rows and columns of C a thread makes
override depth: u32 = 32u;    // of k in workgroup memory at a time; a power of 2, at least 4 slices
override slices: u32 = 1u;    // ways that k is shared out to threads; at most 2 depth / tile
override vectors: bool = true;  // every row length is a multiple of 4
override threads: u32 = (tile / block) * (tile / block) * slices;

struct Product {
  name: u32,
  left_along_k: bool,   // L is stored as [r, k], else as [k, r]
  right_along_k: bool,  // R is stored as [c, k], else as [k, c]
  rows: u32,
  columns: u32,
  k: u32,
}

const four = vec4<u32>(0u, 1u, 2u, 3u);

var<workgroup> tiles: array<vec4<f32>, tile * depth / 2u>;  // of L, then of R

// For shared/row_sum.wgsl beside a product: tiles take all the workgroup memory there is.
fn row_part(at: u32) -> vec2<f32> { return tiles[at].xy; }
fn keep_row_part(at: u32, part: vec2<f32>) { tiles[at] = vec4(part, 0.0, 0.0); }

// Where four of a row stand, clamped into [height, width].
fn places(row: u32, column: u32, height: u32, width: u32) -> vec4<u32> {
  return min(row, height - 1u) * width + min(column + four, vec4(width - 1u));
}

fn groups_of(p: Product) -> u32 {
  return ((p.rows + tile - 1u) / tile) * ((p.columns + tile - 1u) / tile);
}

fn add_row(sum: vec4<f32>, l: vec4<f32>, r: mat4x4<f32>) -> vec4<f32> {
  return fma(vec4(l.w), r[3], fma(vec4(l.z), r[2], fma(vec4(l.y), r[1], fma(vec4(l.x), r[0], sum))));
}
fn add_product(sum: mat4x4<f32>, l: mat4x4<f32>, r: mat4x4<f32>) -> mat4x4<f32> {
  return mat4x4(add_row(sum[0], l[0], r), add_row(sum[1], l[1], r), add_row(sum[2], l[2], r),
                add_row(sum[3], l[3], r));
}

// Zero past the end of k: then what the right operand has there does not matter.
fn left_or_zero(p: Product, row: u32, column: u32) -> vec4<f32> {
  let k = select(vec4(row), column + four, p.left_along_k);
  return select(vec4(0.0), left(p, row, column), k < vec4(p.k));
}

// Along k, rows are skewed: then threads that read rows 4 apart meet different banks.
fn tile_place(along_k: bool, row: u32, column: u32) -> u32 {
  if (along_k) {
    return row * (depth / 4u) + (column ^ ((row / 4u) % (depth / 4u)));
  }
  return row * (tile / 4u) + column;
}
fn stage(p: Product, row: u32, column: u32, k: u32, thread: u32) {
  let count = tile * depth / 4u;
  for (var i = thread; i < count; i += threads) {
    let by_k = vec2(i / (depth / 4u), i % (depth / 4u));
    let by_tile = vec2(i / (tile / 4u), i % (tile / 4u));
    if (p.left_along_k) {
      tiles[tile_place(true, by_k.x, by_k.y)] = left_or_zero(p, row + by_k.x, k + by_k.y * 4u);
    } else {
      tiles[i] = left_or_zero(p, k + by_tile.x, row + by_tile.y * 4u);
    }
    if (p.right_along_k) {
      tiles[count + tile_place(true, by_k.x, by_k.y)] = right(p, column + by_k.x, k + by_k.y * 4u);
    } else {
      tiles[count + i] = right(p, k + by_tile.x, column + by_tile.y * 4u);
    }
  }
}
// Four of the operand whose tile starts at `base`: m[its row or column][k]
fn read_tile(along_k: bool, base: u32, place: u32, k: u32) -> mat4x4<f32> {
  if (along_k) {
    return mat4x4(tiles[base + tile_place(true, place, k)],
                  tiles[base + tile_place(true, place + 1u, k)],
                  tiles[base + tile_place(true, place + 2u, k)],
                  tiles[base + tile_place(true, place + 3u, k)]);
  }
  let at = base + k * tile + place / 4u;
  return transpose(mat4x4(tiles[at], tiles[at + tile / 4u], tiles[at + tile / 2u],
                          tiles[at + tile / 4u * 3u]));
}

fn multiply(p: Product, group: u32, thread: u32) {
  let across = (p.columns + tile - 1u) / tile;
  let row = group / across * tile;
  let column = group % across * tile;
  let side = tile / block;
  let slice = thread / (side * side);
  let y = thread / side % side * 4u;
  let x = thread % side * 4u;
  var sum: mat4x4<f32>;  // m[row][column]
  for (var k = 0u; k < p.k; k += depth) {
    workgroupBarrier();
    stage(p, row, column, k, thread);
    workgroupBarrier();
    for (var q = slice; q < depth / 4u; q += slices) {
      let l = read_tile(p.left_along_k, 0u, y, q);
      let r = transpose(read_tile(p.right_along_k, tile * depth / 4u, x, q));
      sum = add_product(sum, l, r);
    }
  }
  if (slices == 1u) {
    finish_block(p, row + y, column + x, sum);
    return;
  }
  workgroupBarrier();
  let at = (slice * tile + y) * (tile / 4u) + x / 4u;
  tiles[at] = sum[0];
  tiles[at + tile / 4u] = sum[1];
  tiles[at + tile / 2u] = sum[2];
  tiles[at + tile / 4u * 3u] = sum[3];
  workgroupBarrier();
  for (var e = thread; e < tile * tile; e += threads) {
    var whole = 0.0;
    for (var s = 0u; s < slices; s += 1u) {
      whole += tiles[(s * tile * tile + e) / 4u][e % 4u];
    }
    let r = row + e / tile;
    let c = column + e % tile;
    if (r < p.rows && c < p.columns) { finish(p, r, c, whole); }
  }
}

fn finish_row(p: Product, row: u32, column: u32, sum: vec4<f32>) {
  if (row >= p.rows) { return; }
  if (column < p.columns) { finish(p, row, column, sum.x); }
  if (column + 1u < p.columns) { finish(p, row, column + 1u, sum.y); }
  if (column + 2u < p.columns) { finish(p, row, column + 2u, sum.z); }
  if (column + 3u < p.columns) { finish(p, row, column + 3u, sum.w); }
}
fn finish_block(p: Product, row: u32, column: u32, sum: mat4x4<f32>) {
  if (!curved) {
    finish_row(p, row, column, sum[0]);
    finish_row(p, row + 1u, column, sum[1]);
    finish_row(p, row + 2u, column, sum[2]);
    finish_row(p, row + 3u, column, sum[3]);
    return;
  }
  // Turned round rather than indexed or unrolled: registers have no addresses, and activations
  // make long code.
  var rest = sum;
  for (var i = 0u; i < 16u; i += 1u) {
    let r = row + i / 4u;
    let c = column + i % 4u;
    if (r < p.rows && c < p.columns) { finish(p, r, c, rest[0].x); }
    rest[0] = rest[0].yzwx;
    if (i % 4u == 3u) { rest = mat4x4(rest[1], rest[2], rest[3], rest[0]); }
  }
}
