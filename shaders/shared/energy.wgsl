// A component's energy −log(π N(x; μ, Σ)) − log k as a polynomial: its coefficients of the monomials, then the
// constant. covariance: Σ₀₀, Σ₀₁, Σ₁₁. The kernel that includes this has a binding energies.
#include "shared/math.wgsl"

fn give_energy(share: f32, mean: vec2<f32>, covariance: vec3<f32>, k: u32, which: u32) {
  let determinant = covariance.x * covariance.z - covariance.y * covariance.y;
  let p = vec3(covariance.z, -covariance.y, covariance.x) / determinant;
  let c = -vec2(p.x * mean.x + p.y * mean.y, p.y * mean.x + p.z * mean.y);
  energies[which] = c.x;
  energies[k + which] = c.y;
  energies[2u * k + which] = 0.5 * p.x;
  energies[3u * k + which] = p.y;
  energies[4u * k + which] = 0.5 * p.z;
  energies[5u * k + which] = 1.83787706641 + 0.5 * logarithm(determinant) - 0.5 * dot(c, mean) -
      logarithm(share * f32(k));
}
