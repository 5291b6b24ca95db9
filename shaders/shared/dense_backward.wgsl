// The gradients of a dense layer. The kernel that includes this says what becomes of those of its input:
//   finish_input(row, column, sum): Σₒ dy[row,o] W[column,o]
#include "shared/adds.wgsl"
#include "shared/product.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> dparameters: array<f32>;
// integers[2]: there is no bias, and its gradient is 0.
override without_bias: bool = false;
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

fn left(p: Product, row: u32, column: u32) -> vec4<f32> {
  if (p.name == to_input) { return dy_four(row, column); }
  // Of ones past the last column of x: db is the last row of dW.
  let bias = select(1.0, 0.0, without_bias);
  return select(x_four(row, column), vec4(bias), column + four == vec4(features(0u)));
}
fn right(p: Product, row: u32, column: u32) -> vec4<f32> {
  if (p.name == to_input) { return w_four(row, column); }
  return dy_four(row, column);
}
fn finish(p: Product, row: u32, column: u32, sum: f32) {
  if (p.name == to_input) {
    finish_input(row, column, sum);
  } else {
    let at = row * p.columns + column;
    if (adds) { dparameters[at] += sum; } else { dparameters[at] = sum; }
  }
}

fn parameter_product() -> Product {
  return Product(to_parameters, false, false, features(0u) + 1u, features(2u), rows(0u));
}
// Workgroups that make dW and db, none where these are frozen; those after them make dx.
fn parameter_groups() -> u32 { return select(0u, groups_of(parameter_product()), present(3u)); }
fn backward_parameters(group: u32, thread: u32) { multiply(parameter_product(), group, thread); }
fn backward(group: u32, thread: u32) {
  let dx = Product(to_input, true, true, rows(0u), features(0u), features(2u));
  let first = parameter_groups();
  if (group < first) {
    backward_parameters(group, thread);
  } else if (group - first < groups_of(dx)) {
    multiply(dx, group - first, thread);
  }
}
