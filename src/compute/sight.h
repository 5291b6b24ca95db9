// Who sees whom in a masked autoencoder of D numbers x₁ … x_D: a unit of degree m may depend on x₁ … x_m alone.
// Germain, Gregor, Murray and Larochelle 2015, "MADE: masked autoencoder for distribution estimation",
// equations 12 and 13; here degrees are spread evenly over a layer.
#pragma once
#include <cstdint>

namespace hourglass {

struct Sight {
  uint32_t numbers = 0;              // D
  bool first = false, last = false;  // inputs are x; outputs are what is said of x

  // Of a hidden layer's unit: 1 … D − 1.
  constexpr uint32_t degree(uint32_t unit, uint32_t units) const {
    return 1 + unit * (numbers - 1) / units;
  }
  // Whether output o of `outputs` may depend on input i of `inputs`.
  constexpr bool sees(uint32_t o, uint32_t outputs, uint32_t i, uint32_t inputs) const {
    return (first ? i + 1 : degree(i, inputs)) <= (last ? o : degree(o, outputs));
  }
};

}  // namespace hourglass
