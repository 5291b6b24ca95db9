// A dense layer after a latent, and the latent: dense_backward, then reparameterise_backward, whose dz
// goes through no memory.
// z [n, k], parameters [k+1, o], dy [n, o], heads [n, 2k], state → dparameters [k+1, o], dheads [n, 2k].
// numbers: scale s of the KL term
// dz[n,k] = Σₒ dy[n,o] W[k,o]
// dμ = dz + β s μ     dlogσ² = ½ (dz (z − μ) + β s (exp(logσ²) − 1))
// grid: product
#include "shared/dense_backward.wgsl"
#include "shared/latent.wgsl"
#include "shared/state.wgsl"

@group(0) @binding(4) var<storage, read_write> dheads: array<f32>;
@group(0) @binding(5) var<storage, read> heads: array<f32>;
@group(0) @binding(6) var<storage, read> state: array<f32>;

fn finish_input(row: u32, column: u32, sum: f32) {
  let k = features(0u);
  let at = row * 2u * k + column;
  let scale = state[state_beta] * constants.numbers.x;
  let both = dheads_of(heads[at], heads[at + k], x_at(row * k + column), sum, scale);
  dheads[at] = both.x;
  dheads[at + k] = both.y;
}

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) ids: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  backward(id.y * ids.x + id.x, thread);
}
