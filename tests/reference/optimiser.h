// The slow twins of the optimisers, one parameter at a time.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "compute/program.h"

namespace reference {

struct AdamConstants {
  double rate, beta1, beta2, epsilon, beta1_power, beta2_power, decay = 0;
};

// Kingma and Ba 2015, algorithm 1, with ε where PyTorch has it; its decay as Loshchilov and Hutter 2019.
inline void adam(const AdamConstants& c, double gradient, double& p, double& m, double& v) {
  m = c.beta1 * m + (1 - c.beta1) * gradient;
  v = c.beta2 * v + (1 - c.beta2) * gradient * gradient;
  p *= 1 - c.rate * c.decay;
  p -= c.rate / (1 - c.beta1_power) * m / (std::sqrt(v) / std::sqrt(1 - c.beta2_power) + c.epsilon);
}

inline void sgd(double rate, double momentum, double gradient, double& p, double& velocity,
                double decay = 0, bool nesterov = false) {
  gradient += decay * p;
  velocity = momentum * velocity + gradient;
  p -= rate * (nesterov ? gradient + momentum * velocity : velocity);
}

struct RmspropConstants {
  double rate, alpha, epsilon, decay, momentum;
};
inline void rmsprop(const RmspropConstants& c, double gradient, double& p, double& square,
                    double& velocity) {
  gradient += c.decay * p;
  square = c.alpha * square + (1 - c.alpha) * gradient * gradient;
  velocity = c.momentum * velocity + gradient / (std::sqrt(square) + c.epsilon);
  p -= c.rate * velocity;
}

// min(1, c / norm)
inline double clipping(double norm, double most) { return norm > most ? most / norm : 1.0; }

inline double scheduled(hourglass::Schedule kind, double base, uint32_t t, uint32_t warm_up,
                        uint32_t steps, double f) {
  using hourglass::Schedule;
  switch (kind) {
    case Schedule::cosine: {
      if (t < warm_up) return base * (t + 1.0) / warm_up;
      const double p = t >= steps ? 1.0 : double(t - warm_up) / (steps - warm_up);
      return base * (f + (1 - f) * 0.5 * (1 + std::cos(std::numbers::pi * p)));
    }
    case Schedule::steps: return base * std::pow(f, t / steps);
    case Schedule::linear: return base * std::min(1.0, double(t) / warm_up);
    default: return base;
  }
}

}  // namespace reference
