// x [n, h, w, i], parameters [k·k·i + 1, o], dy [n, rows, columns, o]
//   → dparameters [k·k·i + 1, o] or absent, dx [n, h, w, i] or absent.
// integers: Activation whose output x is; 1: dparameters are added; kernel size k, stride s, padding p
// dW[(a,b,i),o] (+)= Σ_{n,r,q} x[n, r s + a − p, q s + b − p, i] dy[n,r,q,o]     db[o] (+)= Σ dy[n,r,q,o]
// dx[n,y,x,i] = act'(x[n,y,x,i]) Σ_{a,b,o} dy[n, (y + p − a)/s, (x + p − b)/s, o] W[(a,b,i),o]
// grid: product
#include "shared/activation.wgsl"
#include "shared/adds.wgsl"
#include "shared/patches.wgsl"
#include "shared/phases.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> dparameters: array<f32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;
const large = 0u;
const small = 2u;
const to_parameters = 99u;  // no phase's name

fn large_at(at: u32) -> f32 { return x[at / 4u][at % 4u]; }
fn large_four(at: u32) -> vec4<f32> { return x[at / 4u]; }
fn small_at(at: u32) -> f32 { return dy[at / 4u][at % 4u]; }
fn small_four(at: u32) -> vec4<f32> { return dy[at / 4u]; }
fn parameter(at: u32) -> f32 { return parameters[at / 4u][at % 4u]; }

fn left(p: Product, row: u32, column: u32) -> vec4<f32> {
  if (p.name != to_parameters) { return neighbours_four(row, column); }
  // Of ones past the last column: db is the last row of dW.
  return select(patch_four(row, column), vec4(1.0), column + four == vec4(p.rows - 1u));
}
// W[(a,b,column), o], four o of the taps from k on.
fn weight_at(column: u32, k: u32) -> u32 {
  let tap = phase_tap(min(k, depth_of(phase) - 1u));
  let i = constants.shapes[large].w;
  return (weight_tap(tap) * i + min(column, i - 1u)) * constants.shapes[small].w + tap.z;
}
fn right(p: Product, row: u32, column: u32) -> vec4<f32> {
  if (p.name != to_parameters) {
    if (vectors) { return parameters[weight_at(row, min(column, p.k - 4u)) / 4u]; }
    return vec4(parameter(weight_at(row, column)), parameter(weight_at(row, column + 1u)),
                parameter(weight_at(row, column + 2u)), parameter(weight_at(row, column + 3u)));
  }
  let at = places(row, column, p.k, p.columns);
  if (vectors) { return dy[at.x / 4u]; }
  return vec4(small_at(at.x), small_at(at.y), small_at(at.z), small_at(at.w));
}
fn finish(p: Product, row: u32, column: u32, sum: f32) {
  if (p.name != to_parameters) {
    let to = phase_output(row, column);
    dx[to] = back_through(constants.integers.x, large_at(to), sum);
    return;
  }
  let at = row * p.columns + column;
  if (adds) { dparameters[at] += sum; } else { dparameters[at] = sum; }
}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  let group = id.y * ids.x + id.x;
  let dw = Product(to_parameters, false, false, taps() * constants.shapes[large].w + 1u,
                   constants.shapes[small].w, places_in(small));
  let first = select(0u, groups_of(dw), present(3u));
  if (group < first) {
    multiply(dw, group, thread);
  } else if (present(4u)) {
    multiply_phases(group - first, true, thread);
  }
}
