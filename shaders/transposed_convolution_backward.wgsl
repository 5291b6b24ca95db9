// x [n, rows, columns, i], parameters [k·k·i + 1, o], dy [n, h, w, o]
//   → dparameters [k·k·i + 1, o] or absent, dx [n, rows, columns, i] or absent.
// integers: Activation whose output x is; 1: dparameters are added; kernel size k, stride s, padding p
// dW[(a,b,i),o] (+)= Σ_{n,r,q} x[n,r,q,i] dy[n, r s + a − p, q s + b − p, o]     db[o] (+)= Σ dy[n,y,x,o]
// dx[n,r,q,i] = act'(x[n,r,q,i]) Σ_{a,b,o} dy[n, r s + a − p, q s + b − p, o] W[(a,b,i),o]
// grid: product
#include "shared/activation.wgsl"
#include "shared/adds.wgsl"
#include "shared/column_sum.wgsl"
#include "shared/patches.wgsl"

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> parameters: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> dparameters: array<f32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;
const large = 2u;
const small = 0u;
const to_parameters = 0u;
const to_input = 1u;

fn dy_at(at: u32) -> f32 { return dy[at / 4u][at % 4u]; }
fn large_at(at: u32) -> f32 { return dy_at(at); }
fn large_four(at: u32) -> vec4<f32> { return dy[at / 4u]; }
fn x_at(at: u32) -> f32 { return x[at / 4u][at % 4u]; }
fn parameter(at: u32) -> f32 { return parameters[at / 4u][at % 4u]; }

fn write(at: u32, sum: f32) {
  if (adds) { dparameters[at] += sum; } else { dparameters[at] = sum; }
}
// Where the weight of (a,b,o) = k and i lies: dW is made as [(a,b,o), i].
fn weight_at(k: u32, i: u32) -> u32 {
  let o = constants.shapes[large].w;
  let i_count = constants.shapes[small].w;
  let row = min(k, taps() * o - 1u);
  return (row / o * i_count + min(i, i_count - 1u)) * o + row % o;
}
fn left(p: Product, row: u32, column: u32) -> vec4<f32> { return patch_four(row, column); }
fn right(p: Product, row: u32, column: u32) -> vec4<f32> {
  if (p.name == to_input) {
    if (vectors) { return parameters[weight_at(min(column, p.k - 4u), row) / 4u]; }
    return vec4(parameter(weight_at(column, row)), parameter(weight_at(column + 1u, row)),
                parameter(weight_at(column + 2u, row)), parameter(weight_at(column + 3u, row)));
  }
  let at = places(row, column, p.k, p.columns);
  if (vectors) { return x[at.x / 4u]; }
  return vec4(x_at(at.x), x_at(at.y), x_at(at.z), x_at(at.w));
}
fn finish(p: Product, row: u32, column: u32, sum: f32) {
  if (p.name == to_input) {
    let at = row * p.columns + column;
    dx[at] = back_through(constants.integers.x, x_at(at), sum);
  } else {
    write(weight_at(row, column), sum);
  }
}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  let group = id.y * ids.x + id.x;
  let i = constants.shapes[small].w;
  let o = constants.shapes[large].w;
  let dw = Product(to_parameters, false, false, taps() * o, i, places_in(small));
  let dw_groups = select(0u, groups_of(dw), present(3u));
  let db_groups = select(0u, o, present(3u));
  let input = Product(to_input, true, true, places_in(small), i, taps() * o);
  if (group < dw_groups) {
    multiply(dw, group, thread);
  } else if (group < dw_groups + db_groups) {
    let column = group - dw_groups;
    let sum = column_sum(column, places_in(large), o, thread);
    if (thread == 0u) { write(taps() * i * o + column, sum); }
  } else if (present(4u) && group - dw_groups - db_groups < groups_of(input)) {
    multiply(input, group - dw_groups - db_groups, thread);
  }
}
