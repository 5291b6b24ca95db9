// Dense: forward, then backward.
#include "model/dense.h"

#include "compute/error.h"
#include "model/activate.h"
#include "model/initialisation.h"

namespace hourglass {

std::string Dense::name() const {
  return activation() == activation_ ? named("dense", activation_) : "dense";
}

std::vector<ParameterPlan> Dense::parameters(Shape input) const {
  const float bound = start_bound(start_, activation_, static_cast<float>(input.features()),
                                  static_cast<float>(y_.features()));
  const uint32_t inputs = input.features(), units = y_.features();
  return {{{inputs + 1, 1, 1, units}, {{"weight", {inputs, units}, bound}, {"bias", {units}}}}};
}

// y = act(x·W + b)
void Dense::forward(Program& program, const Slots& s) const {
  const Shape weights = s.parameters[0].value.shape;
  if (s.x.shape.features() + 1 != weights.n)
    fail("dense: input has {} features, weights expect {}; rebuild the network",
         s.x.shape.features(), weights.n - 1);
  program.push_back({Kernel::dense_forward,
                     {s.x, s.parameters[0].value, s.y},
                     {static_cast<uint32_t>(activation())}});
}

// dW = xᵀ·dy, db = Σ dy, dx = (dy·Wᵀ) ⊙ act′(x): taken back through the activation that made x.
void Dense::backward(Program& program, const Slots& s) const {
  if (!s.parameters[0].gradient && !s.dx) return;
  program.push_back(
      {Kernel::dense_backward,
       {s.x, s.parameters[0].value, s.dy, s.parameters[0].gradient, s.dx},
       {static_cast<uint32_t>(s.input_activation), s.add ? added : written, bias_ ? 0u : 1u}});
}

void add_layer(std::vector<std::unique_ptr<Layer>>& to, std::unique_ptr<Layer> layer,
               Activation activation) {
  to.push_back(std::move(layer));
  if (!about(activation).from_output) to.push_back(std::make_unique<Activate>(activation));
}

}  // namespace hourglass
