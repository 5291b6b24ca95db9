// x [n, rows, columns, i], parameters [k·k·i + 1, o] (last row: bias) → y [n, h, w, o].
// integers: Activation, 0, kernel size k, stride s, padding p
// y[n,y,x,o] = act(b[o] + Σ_{a,b,i} x[n, (y + p − a)/s, (x + p − b)/s, i] W[(a,b,i),o])
// grid: product
#include "shared/activation.wgsl"
#include "shared/phases.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
const large = 2u;
const small = 0u;

fn small_at(at: u32) -> f32 { return x[at / 4u][at % 4u]; }
fn small_four(at: u32) -> vec4<f32> { return x[at / 4u]; }
fn parameter(at: u32) -> f32 { return parameters[at / 4u][at % 4u]; }

fn left(p: Product, row: u32, column: u32) -> vec4<f32> { return neighbours_four(row, column); }
fn right(p: Product, row: u32, column: u32) -> vec4<f32> {
  let tap = phase_tap(min(row, p.k - 1u));
  let at = places(weight_tap(tap) * constants.shapes[small].w + tap.z, column,
                  taps() * constants.shapes[small].w, p.columns);
  if (vectors) { return parameters[at.x / 4u]; }
  return vec4(parameter(at.x), parameter(at.y), parameter(at.z), parameter(at.w));
}
fn finish(p: Product, row: u32, column: u32, sum: f32) {
  let bias = parameter(taps() * constants.shapes[small].w * p.columns + column);
  y[phase_output(row, column)] = activate(constants.integers.x, bias + sum);
}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  multiply_phases(id.y * ids.x + id.x, false, thread);
}
