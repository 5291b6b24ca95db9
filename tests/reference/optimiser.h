// The slow twins of the optimisers, one parameter at a time.
#pragma once
#include <cmath>

namespace reference {

struct AdamConstants {
  double rate, beta1, beta2, epsilon, beta1_power, beta2_power;
};

// Kingma and Ba 2015, algorithm 1, with ε where PyTorch has it.
inline void adam(const AdamConstants& c, double gradient, double& p, double& m, double& v) {
  m = c.beta1 * m + (1 - c.beta1) * gradient;
  v = c.beta2 * v + (1 - c.beta2) * gradient * gradient;
  p -= c.rate / (1 - c.beta1_power) * m / (std::sqrt(v) / std::sqrt(1 - c.beta2_power) + c.epsilon);
}

inline void sgd(double rate, double momentum, double gradient, double& p, double& velocity) {
  velocity = momentum * velocity + gradient;
  p -= rate * velocity;
}

}  // namespace reference
