// The sampled code of a variational autoencoder.
#pragma once
#include "model/layer.h"

namespace hourglass {

// z = μ + σ·ε, ε ~ N(0, I): Kingma and Welling 2014, section 2.4, and the analytic KL divergence
// from N(0, I), appendix B.  x: heads [n, 2k] = (μ, log σ²); y: z [n, k]; extra: KL [n], nats.
struct GaussianLatent : Layer {
  std::string name() const override { return "z = μ + σ·ε"; }
  Shape output(Shape input) const override { return {input.n, 1, 1, input.features() / 2}; }
  Shape extra_output(Shape input) const override { return {input.n, 1, 1, 1}; }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;
};

}  // namespace hourglass
