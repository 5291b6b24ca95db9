// x [n, i], parameters [i+1, o], dy [n, o] → dparameters [i+1, o], dx [n, i] or absent.
// integers: Activation whose output x is: dx is taken back through it
// dW[i,o] = Σₙ x[n,i] dy[n,o]     db[o] = Σₙ dy[n,o]     dx[n,i] = act'(x[n,i]) Σₒ dy[n,o] W[i,o]
// grid: product
#include "shared/activation.wgsl"
#include "shared/product.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> dparameters: array<f32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;

const to_parameters = 0u;
const to_input = 1u;

fn x_at(at: u32) -> f32 { return x[at / 4u][at % 4u]; }
fn x_four(row: u32, column: u32) -> vec4<f32> {
  let at = places(row, column, rows(0u), features(0u));
  if (vectors) { return x[at.x / 4u]; }
  return vec4(x_at(at.x), x_at(at.y), x_at(at.z), x_at(at.w));
}
fn dy_at(at: u32) -> f32 { return dy[at / 4u][at % 4u]; }
fn dy_four(row: u32, column: u32) -> vec4<f32> {
  let at = places(row, column, rows(2u), features(2u));
  if (vectors) { return dy[at.x / 4u]; }
  return vec4(dy_at(at.x), dy_at(at.y), dy_at(at.z), dy_at(at.w));
}
fn parameter(at: u32) -> f32 { return parameters[at / 4u][at % 4u]; }
fn w_four(row: u32, column: u32) -> vec4<f32> {
  let at = places(row, column, features(0u), features(2u));
  if (vectors) { return parameters[at.x / 4u]; }
  return vec4(parameter(at.x), parameter(at.y), parameter(at.z), parameter(at.w));
}

fn left_at(p: Product, at: u32) -> vec4<f32> {
  if (p.name == to_input) { return dy[at]; }
  return x[at];
}
fn right_at(p: Product, at: u32) -> vec4<f32> {
  if (p.name == to_input) { return parameters[at]; }
  return dy[at];
}

fn left(p: Product, row: u32, column: u32) -> vec4<f32> {
  if (p.name == to_input) { return dy_four(row, column); }
  // Of ones past the last column of x: db is the last row of dW.
  return select(x_four(row, column), vec4(1.0), column + four == vec4(features(0u)));
}
fn right(p: Product, row: u32, column: u32) -> vec4<f32> {
  if (p.name == to_input) { return w_four(row, column); }
  return dy_four(row, column);
}
fn finish(p: Product, row: u32, column: u32, sum: f32) {
  let at = row * p.columns + column;
  if (p.name == to_input) {
    dx[at] = back_through(constants.integers.x, x_at(at), sum);
  } else {
    dparameters[at] = sum;
  }
}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  let n = rows(0u);
  let i = features(0u);
  let o = features(2u);
  let dw = Product(to_parameters, false, false, i, i + 1u, o, n);
  let dx = Product(to_input, true, true, n, n, i, o);
  let group = id.y * ids.x + id.x;
  let first = groups_of(dw);
  if (group < first) {
    multiply(dw, group, thread);
  } else if (present(4u) && group - first < groups_of(dx)) {
    multiply(dx, group - first, thread);
  }
}
