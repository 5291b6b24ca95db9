// x [n, i], parameters [i+1, o] (last row: bias) → y [n, o].   integers: Activation
// y[n,o] = act(b[o] + Σᵢ x[n,i] W[i,o])
// grid: product
#include "shared/activation.wgsl"
#include "shared/product.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

fn left_at(p: Product, at: u32) -> vec4<f32> { return x[at]; }
fn right_at(p: Product, at: u32) -> vec4<f32> { return parameters[at]; }
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
  let b = parameter(p.k * p.columns + column);
  y[row * p.columns + column] = activate(constants.integers.x, b + sum);
}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  let forward = Product(0u, true, false, rows(0u), rows(0u), features(2u), features(0u));
  let group = id.y * ids.x + id.x;
  if (group >= groups_of(forward)) { return; }
  multiply(forward, group, thread);
}
