// C[r,c] = Σₖ L[r,k] R[k,c], four k at a time, for software adapters that have subgroups: a part of
// the files *_quads.wgsl, which stand in for those without the word.
// There a load costs as much as 20 products, and a swap within a quad next to nothing. So a workgroup
// is one quad and makes 12 × 16 of C: an invocation loads a quarter of the 12 rows of L, hands it
// round, and multiplies all 12 by its own 4 columns of R.
// A loop that outgrows the instruction cache, 32 KiB, is half as fast: 28 numbers loaded an iteration
// is what fits. Rows are read by vectors: their lengths are multiples of 4.
const threads = 4u;
const tall = 12u;  // rows and columns of C a workgroup makes
const wide = 16u;
const four = vec4<u32>(0u, 1u, 2u, 3u);

// Of 12 rows the four columns: see row_of and turned_row_of.
struct Sums {
  a: mat3x4<f32>,
  b: mat3x4<f32>,
  c: mat3x4<f32>,
  d: mat3x4<f32>,
}

fn add_rows(sum: mat3x4<f32>, l: mat3x4<f32>, r: mat4x4<f32>) -> mat3x4<f32> {
  return mat3x4(sum[0] + r * l[0], sum[1] + r * l[1], sum[2] + r * l[2]);
}

// L is stored as [r, k]: l has three rows of the invocation's own. r[k]: four columns.
fn add_product(s: Sums, l: mat3x4<f32>, r: mat4x4<f32>) -> Sums {
  let x = mat3x4(quadSwapX(l[0]), quadSwapX(l[1]), quadSwapX(l[2]));
  let y = mat3x4(quadSwapY(l[0]), quadSwapY(l[1]), quadSwapY(l[2]));
  let across = mat3x4(quadSwapDiagonal(l[0]), quadSwapDiagonal(l[1]), quadSwapDiagonal(l[2]));
  return Sums(add_rows(s.a, l, r), add_rows(s.b, x, r), add_rows(s.c, y, r),
              add_rows(s.d, across, r));
}
fn row_of(first: u32, lane: u32, i: u32) -> u32 {
  return first + ((i / 3u) ^ lane) * 3u + i % 3u;
}

// L is stored as [k, r]: l has all 12 rows, for the k of the invocation's own: k + lane.
// r[j]: four columns for k + (lane ^ j).
fn add_turned_product(s: Sums, l: mat3x4<f32>, r: mat4x4<f32>) -> Sums {
  let m = by_k(l[0]);
  let n = by_k(l[1]);
  let o = by_k(l[2]);
  return Sums(add_rows(s.a, mat3x4(m[0], n[0], o[0]), r), add_rows(s.b, mat3x4(m[1], n[1], o[1]), r),
              add_rows(s.c, mat3x4(m[2], n[2], o[2]), r), add_rows(s.d, mat3x4(m[3], n[3], o[3]), r));
}
fn by_k(l: vec4<f32>) -> mat4x4<f32> {
  return transpose(mat4x4(l, quadSwapX(l), quadSwapY(l), quadSwapDiagonal(l)));
}
fn turned_row_of(first: u32, i: u32) -> u32 {
  return first + i % 3u * 4u + i / 3u;
}

// The sums where they have addresses, which the loop cannot afford.
fn in_memory(s: Sums) -> array<vec4<f32>, 12> {
  return array(s.a[0], s.a[1], s.a[2], s.b[0], s.b[1], s.b[2], s.c[0], s.c[1], s.c[2], s.d[0],
               s.d[1], s.d[2]);
}

// Where four rows of a matrix [rows, columns] begin from `row` on; past its end, the last one.
fn four_rows(row: u32, rows: u32, columns: u32) -> vec4<u32> {
  return min(row + four, vec4(rows - 1u)) * (columns / 4u);
}
fn four_columns(column: u32, columns: u32) -> u32 {
  return min(column, columns - 4u) / 4u;
}

fn quads_of(rows: u32, columns: u32) -> u32 {
  return ((rows + tall - 1u) / tall) * ((columns + wide - 1u) / wide);
}
// First row and column of C that a workgroup makes.
fn corner(group: u32, columns: u32) -> vec2<u32> {
  let across = (columns + wide - 1u) / wide;
  return vec2(group / across * tall, group % across * wide);
}
