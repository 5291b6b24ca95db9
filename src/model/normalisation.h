// Batch normalisation (Ioffe and Szegedy 2015) and layer normalisation (Ba, Kiros and Hinton 2016), with
// the activation that follows fused in. Learnt are γ and β, one tensor [2, c].
#pragma once
#include "model/layer.h"

namespace hourglass {

// y = act(γ (x − mean)/σ + β), a channel: over the batch and its places in training, by running
// statistics in evaluation. PyTorch's defaults; a batch of one number a channel is refused.
struct BatchNorm : Layer {
  explicit BatchNorm(Activation activation = Activation::linear, float momentum = 0.1f,
                     float epsilon = 1e-5f)
      : activation_(activation), momentum_(momentum), epsilon_(epsilon) {}

  std::string name() const override;
  Shape output(Shape input) const override { return input; }
  std::vector<ParameterPlan> parameters(Shape input) const override;
  std::vector<Shape> saved(Shape input) const override;
  std::vector<ParameterPlan> statistics(Shape input) const override;
  Activation activation() const override { return activation_; }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  Activation activation_;
  float momentum_, epsilon_;
};

// y = act(γ (x − mean)/σ + β), mean and σ of the channels of each place: no batch, no statistics.
struct LayerNorm : Layer {
  explicit LayerNorm(Activation activation = Activation::linear, float epsilon = 1e-5f)
      : activation_(activation), epsilon_(epsilon) {}

  std::string name() const override;
  Shape output(Shape input) const override { return input; }
  std::vector<ParameterPlan> parameters(Shape input) const override;
  std::vector<Shape> saved(Shape input) const override;
  Activation activation() const override { return activation_; }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  Activation activation_;
  float epsilon_;
};

}  // namespace hourglass
