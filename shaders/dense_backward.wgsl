// x [n, i], parameters [i+1, o], dy [n, o] → dparameters [i+1, o] or absent, dx [n, i] or absent.
// integers: Activation whose output x is: dx is taken back through it; 1: dparameters are added; 1: there
//   is no bias
// dW[i,o] (+)= Σₙ x[n,i] dy[n,o]     db[o] (+)= Σₙ dy[n,o], 0 where there is no bias
// dx[n,i] = act'(x[n,i]) Σₒ dy[n,o] W[i,o]
// grid: product
#include "shared/activation.wgsl"
#include "shared/dense_backward.wgsl"

@group(0) @binding(4) var<storage, read_write> dx: array<f32>;

fn finish_input(row: u32, column: u32, sum: f32) {
  let at = row * features(0u) + column;
  dx[at] = back_through(constants.integers.x, x_at(at), sum);
}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  backward(id.y * ids.x + id.x, thread);
}
