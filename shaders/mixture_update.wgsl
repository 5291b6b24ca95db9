// sums [6, k] of monomials by their components, and of shares → energies [6, k].   numbers: least variance v
// R = Σₙ r[n], π = R / Σ R, μ = Σ r x / R, Σ = Σ r x xᵀ / R − μ μᵀ + v I, as a polynomial again
// grid: one
#include "shared/energy.wgsl"

@group(0) @binding(0) var<storage, read> sums: array<f32>;
@group(0) @binding(1) var<storage, read_write> energies: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  let k = features(0u);
  var all = 0.0;
  for (var j = 0u; j < k; j++) {
    all += sums[5u * k + j];
  }
  for (var j = thread; j < k; j += 64u) {
    let r = max(sums[5u * k + j], 1e-6);
    let mean = vec2(sums[j], sums[k + j]) / r;
    let s00 = max(sums[2u * k + j] / r - mean.x * mean.x, 0.0) + constants.numbers.x;
    let s11 = max(sums[4u * k + j] / r - mean.y * mean.y, 0.0) + constants.numbers.x;
    let most = 0.9999 * sqrt(s00 * s11);  // whatever rounding does
    let s01 = clamp(sums[3u * k + j] / r - mean.x * mean.y, -most, most);
    give_energy(r / all, mean, vec3(s00, s01, s11), k, j);
  }
}
