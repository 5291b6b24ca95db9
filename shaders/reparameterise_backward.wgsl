// heads [n, 2k], z [n, k], dz [n, k], state → dheads [n, 2k]; with free bits: unit kl [k].
// numbers: scale s of the KL term, free nats λ a unit
// dμ = dz + β s μ     dlogσ² = ½ (dz (z − μ) + β s (exp(logσ²) − 1))
// With free bits s is 0 for the units whose mean KL is below λ (Kingma et al. 2016, equation 15).
// grid: elements of 1 by 64
#include "shared/latent.wgsl"
#include "shared/state.wgsl"

@group(0) @binding(0) var<storage, read> heads: array<f32>;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> dz: array<f32>;
@group(0) @binding(3) var<storage, read> state: array<f32>;
@group(0) @binding(4) var<storage, read_write> dheads: array<f32>;
@group(0) @binding(5) var<storage, read> unit_kl: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let k = features(1u);
  let count = rows(1u) * k;
  let scale = state[state_beta] * constants.numbers.x;
  for (var i = thread.x; i < count; i += 64u * groups.x) {
    let at = i / k * 2u * k + i % k;
    var weight = scale;
    if (present(5u)) {
      weight = select(0.0, scale, unit_kl[i % k] >= constants.numbers.y);
    }
    let both = dheads_of(heads[at], heads[at + k], z[i], dz[i], weight);
    dheads[at] = both.x;
    dheads[at + k] = both.y;
  }
}
