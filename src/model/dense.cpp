// Dense: forward, then backward.
#include "model/dense.h"

#include <array>
#include <cmath>

#include "compute/error.h"

namespace hourglass {

std::string Dense::name() const {
  constexpr std::array<const char*, 6> names{"linear", "relu",    "leaky relu",
                                             "tanh",   "sigmoid", "softplus"};
  return std::string("dense ") + names[static_cast<size_t>(activation_)];
}

std::vector<Start> Dense::parameters(Shape input) const {
  const auto fan_in = static_cast<float>(input.features()), fan_out = static_cast<float>(units_);
  const bool he = activation_ == Activation::relu || activation_ == Activation::leaky_relu ||
                  activation_ == Activation::softplus;
  // Uniform in ±√(6/fan in) has He's variance 2/fan in; ±√(6/(fan in + fan out)) is Glorot's.
  const float bound = std::sqrt(6.0f / (he ? fan_in : fan_in + fan_out));
  return {{{input.features() + 1, 1, 1, units_}, bound, 1}};
}

// y = act(x·W + b)
void Dense::forward(Program& program, const Slots& s) const {
  const Shape weights = s.parameters[0].value.shape;
  if (s.x.shape.features() + 1 != weights.n)
    fail("dense: input has {} features, weights expect {}; rebuild the network",
         s.x.shape.features(), weights.n - 1);
  program.push_back({Kernel::dense_forward,
                     {s.x, s.parameters[0].value, s.y},
                     {static_cast<uint32_t>(activation_)}});
}

// dW = xᵀ·dy, db = Σ dy, dx = (dy·Wᵀ) ⊙ act′(x): taken back through the activation that made x.
void Dense::backward(Program& program, const Slots& s) const {
  program.push_back({Kernel::dense_backward,
                     {s.x, s.parameters[0].value, s.dy, s.parameters[0].gradient, s.dx},
                     {static_cast<uint32_t>(s.input_activation)}});
}

}  // namespace hourglass
