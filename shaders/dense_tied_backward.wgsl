// x [n, o], parameters [i+1, o], dy [n, i]
//   → dparameters [i+1, o] or absent, dbias [1, i] or absent, dx [n, o] or absent.
// integers: Activation whose output x is; 1: dparameters are added, else the last row becomes 0; 1: dbias
// is added
// dW[j,o] (+)= Σₙ dy[n,j] x[n,o]     db[j] (+)= Σₙ dy[n,j]     dx[n,o] = act'(x[n,o]) Σⱼ dy[n,j] W[j,o]
// grid: product
#include "shared/activation.wgsl"
#include "shared/adds.wgsl"
#include "shared/column_sum.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> dparameters: array<f32>;
@group(0) @binding(4) var<storage, read_write> dbias: array<f32>;
@group(0) @binding(5) var<storage, read_write> dx: array<f32>;
const to_parameters = 0u;
const to_input = 1u;

fn dy_at(at: u32) -> f32 { return dy[at / 4u][at % 4u]; }
fn x_at(at: u32) -> f32 { return x[at / 4u][at % 4u]; }
fn parameter(at: u32) -> f32 { return parameters[at / 4u][at % 4u]; }

fn left(p: Product, row: u32, column: u32) -> vec4<f32> {
  let at = places(row, column, rows(2u), features(2u));
  if (vectors) { return dy[at.x / 4u]; }
  return vec4(dy_at(at.x), dy_at(at.y), dy_at(at.z), dy_at(at.w));
}
fn right(p: Product, row: u32, column: u32) -> vec4<f32> {
  let at = places(row, column, p.k, p.columns);
  if (p.name == to_input) {
    if (vectors) { return parameters[at.x / 4u]; }
    return vec4(parameter(at.x), parameter(at.y), parameter(at.z), parameter(at.w));
  }
  if (vectors) { return x[at.x / 4u]; }
  return vec4(x_at(at.x), x_at(at.y), x_at(at.z), x_at(at.w));
}
fn finish(p: Product, row: u32, column: u32, sum: f32) {
  let at = row * p.columns + column;
  if (p.name == to_input) {
    dx[at] = back_through(constants.integers.x, x_at(at), sum);
  } else if (adds) {
    dparameters[at] += sum;
  } else {
    dparameters[at] = sum;
  }
}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  let group = id.y * ids.x + id.x;
  let i = features(2u);
  let o = features(0u);
  let dw = Product(to_parameters, false, false, i, o, rows(0u));
  let dw_groups = select(0u, groups_of(dw), present(3u));
  let db_groups = select(0u, i, present(4u));
  let input = Product(to_input, true, false, rows(0u), o, i);
  if (group < dw_groups) {
    multiply(dw, group, thread);
    if (group == 0u && !adds) {
      for (var column = thread; column < o; column += threads) { dparameters[i * o + column] = 0.0; }
    }
  } else if (group < dw_groups + db_groups) {
    let column = group - dw_groups;
    let sum = column_sum(column, rows(2u), i, thread);
    if (thread == 0u) {
      dbias[column] = select(0.0, dbias[column], constants.integers.z != 0u) + sum;
    }
  } else if (present(5u) && group - dw_groups - db_groups < groups_of(input)) {
    multiply(input, group - dw_groups - db_groups, thread);
  }
}
