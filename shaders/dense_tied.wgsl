// x [n, o], parameters [i+1, o] of another dense layer, bias [1, i] → y [n, i].   integers: Activation
// y[n,j] = act(b[j] + Σₒ x[n,o] W[j,o])
// grid: product
#include "shared/activation.wgsl"
#include "shared/product.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

fn x_at(at: u32) -> f32 { return x[at / 4u][at % 4u]; }
fn parameter(at: u32) -> f32 { return parameters[at / 4u][at % 4u]; }

fn left(p: Product, row: u32, column: u32) -> vec4<f32> {
  let at = places(row, column, p.rows, p.k);
  if (vectors) { return x[at.x / 4u]; }
  return vec4(x_at(at.x), x_at(at.y), x_at(at.z), x_at(at.w));
}
fn right(p: Product, row: u32, column: u32) -> vec4<f32> {
  let at = places(row, column, p.columns, p.k);
  if (vectors) { return parameters[at.x / 4u]; }
  return vec4(parameter(at.x), parameter(at.y), parameter(at.z), parameter(at.w));
}
fn finish(p: Product, row: u32, column: u32, sum: f32) {
  y[row * p.columns + column] = activate(constants.integers.x, bias[column] + sum);
}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  let group = id.y * ids.x + id.x;
  let product = Product(0u, true, true, rows(0u), features(3u), features(0u));
  if (group >= groups_of(product)) { return; }
  multiply(product, group, thread);
}
