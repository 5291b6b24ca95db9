// MaskedDense: its weights, then backward; forward is Dense's own.
#include "model/masked.h"

namespace hourglass {

std::vector<ParameterPlan> MaskedDense::parameters(Shape input) const {
  std::vector<ParameterPlan> plans = Dense::parameters(input);
  const uint32_t inputs = input.features(), outputs = output(input).features();
  plans[0].pieces[0].there = [=, sight = sight_](uint32_t i, uint32_t o) {
    return sight.sees(o, outputs, i, inputs);
  };
  return plans;
}

void MaskedDense::backward(Program& program, const Slots& s) const {
  Dense::backward(program, s);
  if (const Tensor gradient = s.parameters[0].gradient)
    program.push_back({Kernel::mask_gradient,
                       {gradient},
                       {sight_.numbers, sight_.first ? 1u : 0u, sight_.last ? 1u : 0u}});
}

}  // namespace hourglass
