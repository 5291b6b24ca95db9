// x [n, i], parameters [i+1, o] (last row: bias) → y [n, o].   integers: Activation
// y[n,o] = act(b[o] + Σᵢ x[n,i] W[i,o])
// grid: product
#include "shared/activation.wgsl"
#include "shared/dense_forward.wgsl"

@group(0) @binding(2) var<storage, read_write> y: array<f32>;

fn finish_output(row: u32, column: u32, sum: f32) {
  y[row * features(2u) + column] = activate(constants.integers.x, sum);
}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  forward(id.y * ids.x + id.x, thread);
}
