// One example's way through a Gaussian code, there and back: each number of a step of training, by the step's own
// kernels on the weights of now. Changes nothing.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "train/trainer.h"

namespace hourglass {

// z = μ + σ·ε, ε given; L = −log p(x|z) + β KL(q ‖ N(0, I)). All [code], but for the output.
struct LatentTrace {
  std::vector<float> mean, log_variance, epsilon, z;
  std::vector<float> output;  // what z is decoded to, [features]
  double reconstruction = 0;  // −log p(x|z), or another loss of the decoder's, in its unit
  double kl = 0;              // nats
  float beta = 1;             // of this step, with its warm-up
  std::vector<float> dz;      // ∂L/∂z
  std::vector<float> dmean;   // ∂L/∂μ = ∂L/∂z + β μ
  std::vector<float> dsigma;  // ∂L/∂σ = ε ∂L/∂z + β (σ − 1/σ)
  uint32_t step = 0;          // steps done before
};
// Throws Error where the code is no Gaussian one, a layer mixes the examples of a batch, or numbers do not fit. The
// label: for a decoder that is told one.
LatentTrace trace_latent(Trainer&, std::span<const float> example, std::optional<Label>,
                         std::span<const float> epsilon);

}  // namespace hourglass
