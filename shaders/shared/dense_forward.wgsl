// x·W + b of a dense layer. The kernel that includes this says what becomes of it:
//   finish_output(row, column, sum)
#include "shared/product.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;

fn left(p: Product, row: u32, column: u32) -> vec4<f32> {
  let at = places(row, column, p.rows, p.k);
  if (vectors) { return x[at.x / 4u]; }
  return vec4(x[at.x / 4u][at.x % 4u], x[at.y / 4u][at.y % 4u], x[at.z / 4u][at.z % 4u],
              x[at.w / 4u][at.w % 4u]);
}
fn parameter(at: u32) -> f32 { return parameters[at / 4u][at % 4u]; }
fn right(p: Product, row: u32, column: u32) -> vec4<f32> {
  let at = places(row, column, p.k, p.columns);
  if (vectors) { return parameters[at.x / 4u]; }
  return vec4(parameter(at.x), parameter(at.y), parameter(at.z), parameter(at.w));
}
fn finish(p: Product, row: u32, column: u32, sum: f32) {
  finish_output(row, column, parameter(p.k * p.columns + column) + sum);
}

fn forward(group: u32, thread: u32) {
  let product = Product(0u, true, false, rows(0u), features(2u), features(0u));
  if (group >= groups_of(product)) { return; }
  multiply(product, group, thread);
}
