// The first layer's gradients, and the end of the step beside them: dense_backward without dx, then
// next_step, which waits for neither.
// x [n, i], parameters [i+1, o], dy [n, o], terms [series, stride], clock, ring
//   [slots, series], player or absent → dparameters [i+1, o].   integers: count, n, examples used (0: n).   numbers: β₁, β₂
// dW[i,o] = Σₙ x[n,i] dy[n,o]     db[o] = Σₙ dy[n,o]
// grid: product
#include "shared/dense_backward.wgsl"
#include "shared/next_step.wgsl"

@group(0) @binding(4) var<storage, read> terms: array<f32>;
@group(0) @binding(5) var<storage, read_write> clock: array<u32>;
@group(0) @binding(6) var<storage, read_write> ring: array<f32>;
@group(0) @binding(7) var<storage, read_write> player: array<f32>;

override row_threads: u32 = threads;
const terms_binding = 4u;
const ring_binding = 6u;
const player_binding = 7u;

fn finish_input(row: u32, column: u32, sum: f32) {}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  let group = id.y * ids.x + id.x;
  if (group < parameter_groups()) {
    backward_parameters(group, thread);
  } else if (group == parameter_groups()) {
    end_step(thread);
  }
}
