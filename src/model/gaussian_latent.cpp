// GaussianLatent: forward, then backward.
#include "model/gaussian_latent.h"

namespace hourglass {

// z = μ + exp(½ log σ²)·ε;  KL[n] = −½ Σⱼ (1 + log σ² − μ² − σ²)
void GaussianLatent::forward(Program& program, const Slots& s) const {
  program.push_back(
      {Kernel::reparameterise, {s.x, s.state, s.y, s.extra}, {static_cast<uint32_t>(s.stream)}});
}

// dμ = dz + β μ/n;  d log σ² = ½ (dz·(z − μ) + β (σ² − 1)/n)
void GaussianLatent::backward(Program& program, const Slots& s) const {
  program.push_back({Kernel::reparameterise_backward,
                     {s.x, s.y, s.dy, s.state, s.dx},
                     {},
                     {1.0f / static_cast<float>(s.x.shape.n)}});
}

}  // namespace hourglass
