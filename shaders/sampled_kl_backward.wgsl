// heads [n, 2k], z [n, k], dz [n, k], weights w [n] or absent, state or absent → dheads [n, 2k].
// integers: -, -, word.   numbers: scale s
// dμ = dz + w[n] s z     dlogσ² = ½ (dz (z − μ) + w[n] s (z (z − μ) − 1))
// grid: elements of 1 by 64
#include "shared/term.wgsl"

@group(0) @binding(0) var<storage, read> heads: array<f32>;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> dz: array<f32>;
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> dheads: array<f32>;

const state_binding = 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let k = features(1u);
  for (var i = thread.x; i < rows(1u) * k; i += 64u * groups.x) {
    var scale = term_scale();
    if (present(3u)) {
      scale *= weights[i / k];
    }
    let at = i / k * 2u * k + i % k;
    let total = scale * z[i] + dz[i];
    dheads[at] = total;
    dheads[at + k] = 0.5 * (total * (z[i] - heads[at]) - scale);
  }
}
