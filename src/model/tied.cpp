// TiedDense: forward, then backward.
#include "model/tied.h"

namespace hourglass {

std::string TiedDense::name() const {
  return activation() == activation_ ? named("tied", activation_) : "tied";
}

std::vector<ParameterPlan> TiedDense::parameters(Shape) const {
  const uint32_t units = y_.features();
  return {{{1, 1, 1, units}, {{"bias", {units}}}}};
}

// y = act(x·Wᵀ + b)
void TiedDense::forward(Program& program, const Slots& s) const {
  program.push_back({Kernel::dense_tied,
                     {s.x, s.parameters[1].value, s.parameters[0].value, s.y},
                     {static_cast<uint32_t>(activation())}});
}

// dW = dyᵀ·x, db = Σ dy, dx = (dy·W) ⊙ act′(x)
void TiedDense::backward(Program& program, const Slots& s) const {
  const uint32_t adding = s.add ? added : written;
  if (s.parameters[1].gradient || s.dx)
    program.push_back({Kernel::dense_tied_backward,
                       {s.x, s.parameters[1].value, s.dy, s.parameters[1].gradient, {}, s.dx},
                       {static_cast<uint32_t>(s.input_activation), adding}});
  // In a dispatch of its own: both gradients lie in one buffer. Without a bias nobody writes its
  // gradient, which is 0 from the start.
  if (bias_ && s.parameters[0].gradient)
    program.push_back({Kernel::column_sum,
                       {s.dy, s.parameters[0].gradient},
                       {0, adding, static_cast<uint32_t>(Summand::value)},
                       {1}});
}

}  // namespace hourglass
