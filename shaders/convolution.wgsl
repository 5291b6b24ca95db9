// x [n, h, w, i], parameters [k·k·i + 1, o] (last row: bias) → y [n, rows, columns, o].
// integers: Activation, 0, kernel size k, stride s, padding p
// y[n,r,q,o] = act(b[o] + Σ_{a,b,i} x[n, r s + a − p, q s + b − p, i] W[(a,b,i),o])
// grid: product
#include "shared/activation.wgsl"
#include "shared/patches.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
const large = 0u;
const small = 2u;

fn large_at(at: u32) -> f32 { return x[at / 4u][at % 4u]; }
fn large_four(at: u32) -> vec4<f32> { return x[at / 4u]; }
fn parameter(at: u32) -> f32 { return parameters[at / 4u][at % 4u]; }

fn left(p: Product, row: u32, column: u32) -> vec4<f32> { return patch_four(row, column); }
fn right(p: Product, row: u32, column: u32) -> vec4<f32> {
  let at = places(row, column, p.k, p.columns);
  if (vectors) { return parameters[at.x / 4u]; }
  return vec4(parameter(at.x), parameter(at.y), parameter(at.z), parameter(at.w));
}
fn finish(p: Product, row: u32, column: u32, sum: f32) {
  let all = parameter(p.k * p.columns + column) + sum;
  y[row * p.columns + column] = activate(constants.integers.x, all);
}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  let group = id.y * ids.x + id.x;
  let product = Product(0u, true, false, places_in(small), constants.shapes[small].w,
                        taps() * constants.shapes[large].w);
  if (group >= groups_of(product)) { return; }
  multiply(product, group, thread);
}
