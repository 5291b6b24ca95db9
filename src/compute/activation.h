// The activations: whatever is known of one stands in its row here, and everybody asks the table.
// Beside it an activation is its vector code (compute/cpu/vector_math.h), its WGSL
// (shaders/shared/activation.wgsl) and its scalar reference (tests/reference/activation.h).
#pragma once
#include <cstdint>
#include <iterator>
#include <limits>
#include <string_view>

namespace hourglass {

enum class Activation : uint32_t {
  linear,
  relu,
  leaky_relu,
  tanh,
  sigmoid,
  softplus,
  silu,
  gelu,
  leaky_relu_fifth
};

struct ActivationFacts {
  Activation activation;
  std::string_view name;   // in settings and links
  std::string_view label;  // as people write it
  float gain;              // of Glorot's bound for the weights before it: model/layer.h
  bool rectifies;          // He's bound fits it
  bool straight;           // made of straight pieces: no exponential in it
  bool from_output;        // act'(x) is a function of act(x), so that products can have it fused in
  float low, high;         // its values lie between
};

inline constexpr float no_limit = std::numeric_limits<float>::infinity();
inline constexpr ActivationFacts activations[]{
    // Codes, heads and outputs are linear. They start small: near the prior, and near a grey picture.
    {Activation::linear, "linear", "Linear", 0.5f, false, true, true, -no_limit, no_limit},
    {Activation::relu, "relu", "ReLU", 1.0f, true, true, true, 0, no_limit},
    {Activation::leaky_relu, "leaky_relu", "Leaky ReLU", 1.0f, true, true, true, -no_limit,
     no_limit},
    // It shrinks what it passes.
    {Activation::tanh, "tanh", "Tanh", 5.0f / 3.0f, false, false, true, -1, 1},
    {Activation::sigmoid, "sigmoid", "Sigmoid", 1.0f, false, false, true, 0, 1},
    {Activation::softplus, "softplus", "Softplus", 1.0f, true, false, true, 0, no_limit},
    // x sigmoid(x): Elfwing, Uchibe and Doya 2018, "Sigmoid-weighted linear units".
    {Activation::silu, "silu", "SiLU", 1.0f, true, false, false, -0.2784646f, no_limit},
    // In its tanh form, ½x (1 + tanh(√(2/π)(x + 0.044715 x³))): Hendrycks and Gimpel 2016, "Gaussian error
    // linear units", section 2. PyTorch has it as approximate='tanh'.
    {Activation::gelu, "gelu", "GELU", 1.0f, true, false, false, -0.1700410f, no_limit},
    // A slope of 0.2 below 0, where leaky_relu has 0.01: what a discriminator is given, so that its gradient
    // reaches the generator (Radford et al. 2015).
    {Activation::leaky_relu_fifth, "leaky_relu_fifth", "Leaky ReLU, 0.2", 1.0f, true, true, true,
     -no_limit, no_limit},
};
inline constexpr uint32_t activation_count = std::size(activations);

constexpr const ActivationFacts& about(Activation activation) {
  return activations[static_cast<uint32_t>(activation)];
}

// Null where there is none of that name.
constexpr const ActivationFacts* find_activation(std::string_view name) {
  for (const ActivationFacts& facts : activations)
    if (facts.name == name) return &facts;
  return nullptr;
}

consteval bool activations_in_order() {
  for (uint32_t i = 0; i < activation_count; ++i)
    if (static_cast<uint32_t>(activations[i].activation) != i) return false;
  return true;
}
static_assert(activations_in_order());

}  // namespace hourglass
