// The fully connected layer that lacks some connections, so that each output says something of one number by
// those before it alone.
#pragma once
#include "compute/sight.h"
#include "model/dense.h"

namespace hourglass {

// y = act(x·W + b), W[i,o] = 0 where `sight` says that o may not see i.
struct MaskedDense : Dense {
  MaskedDense(Shape y, Sight sight, Activation activation, Initialisation start, bool bias)
      : Dense(y, activation, start, bias), sight_(sight) {}

  std::string name() const override { return "masked " + Dense::name(); }
  std::vector<ParameterPlan> parameters(Shape input) const override;
  void backward(Program&, const Slots&) const override;

 private:
  Sight sight_;
};

}  // namespace hourglass
