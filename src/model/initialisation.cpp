// Glorot's and He's bounds.
#include "model/initialisation.h"

#include <cmath>

namespace hourglass {

float start_bound(Initialisation start, Activation activation, float fan_in, float fan_out) {
  if (start == Initialisation::he && about(activation).rectifies) return std::sqrt(6.0f / fan_in);
  return std::sqrt(6.0f / (fan_in + fan_out)) * about(activation).gain;
}

}  // namespace hourglass
