// Codes to decode that no image gave: from the prior of a Gaussian latent, or from a Gaussian fitted
// to the codes where the code is plain and has no prior.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace hourglass {

// Φ(x), the share of N(0, 1) below x, and Φ⁻¹ of a share within (0, 1).
double normal_share(double x);
double normal_quantile(double share);

// `count` standard normals of the `draw`-th draw: the same numbers for the same seed everywhere.
std::vector<float> normal_draws(uint64_t seed, uint32_t draw, uint32_t count);

struct FittedGaussian {
  std::vector<float> mean;    // [size]
  std::vector<float> factor;  // [size, size]: lower triangle L of the covariance L·Lᵀ
  // mean + L·ε for every row of `epsilon`, [count, size].
  std::vector<float> colour(std::span<const float> epsilon) const;
  // The other way round: ε of every code; 0 along a direction without variance.
  std::vector<float> whiten(std::span<const float> codes) const;
};

// codes: [count, size]. Only the diagonal of L above 64 units.
FittedGaussian fit_gaussian(std::span<const float> codes, uint32_t count, uint32_t size);

}  // namespace hourglass
