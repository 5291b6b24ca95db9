// Dropout: forward, then backward.
#include "model/dropout.h"

#include <cmath>
#include <format>

namespace hourglass {

std::string Dropout::name() const {
  return std::format("dropout {} %", std::lround(100.0f * share_));
}

// y = x/(1 − p) where the layer's own words of this step say so, else 0
void Dropout::forward(Program& program, const Slots& s) const {
  if (s.mode == Mode::training)
    program.push_back({Kernel::dropout,
                       {s.x, s.state, s.y},
                       {0, static_cast<uint32_t>(Stream::dropout), s.index},
                       {share_}});
  else
    program.push_back({Kernel::activate, {s.x, s.y}, {static_cast<uint32_t>(Activation::linear)}});
}

// dx = in′(x) dy/(1 − p) where they said so, else 0
void Dropout::backward(Program& program, const Slots& s) const {
  if (!s.dx) return;
  program.push_back(
      {Kernel::dropout_backward,
       {s.x, s.dy, s.state, s.dx},
       {static_cast<uint32_t>(s.input_activation), static_cast<uint32_t>(Stream::dropout), s.index},
       {share_}});
}

}  // namespace hourglass
