// The figures that say how well a network has learnt, computed on the host.
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace hourglass {

struct LossPoint {
  uint32_t step;
  float reconstruction, kl;  // nats/image, or MSE/pixel and 0
  float total(float beta) const { return reconstruction + beta * kl; }
};

// Means over a split's images.
struct Figures {
  double loss = 0;            // reconstruction + β·KL; with β = 1 and a likelihood, −ELBO (one z each)
  double reconstruction = 0;  // nats/image or MSE/pixel
  double kl = 0;              // nats/image
  double mse = 0;             // MSE/pixel of the picture decoded from μ, or from the plain code
  uint32_t images = 0;
};

// Units whose mean moves with the data: Var over x of μ_u(x) > 0.01 (Burda et al. 2016, section 5.2).
// means: [count, units].
uint32_t active_units(std::span<const float> means, uint32_t units);

// log (1/k Σ exp w) of each run of k numbers, averaged and negated: the bound of Burda et al. 2016,
// equation 8, in nats. log_weights: [images, k], log p(x, z) − log q(z|x).
double importance_weighted_nll(std::span<const double> log_weights, uint32_t k);

// 16 hexadecimal digits: FNV-1a, 64 bits, of the floats' little-endian bytes.
std::string hash_of(std::span<const float>);

}  // namespace hourglass
