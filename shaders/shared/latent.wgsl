// dμ = dz + β s μ     dlogσ² = ½ (dz (z − μ) + β s (exp(logσ²) − 1))
#include "shared/math.wgsl"

// (dμ, dlogσ²); scale: β s
fn dheads_of(mean: f32, log_variance: f32, z: f32, dz: f32, scale: f32) -> vec2<f32> {
  return vec2(dz + scale * mean, 0.5 * (dz * (z - mean) + scale * (exponential(log_variance) - 1.0)));
}
