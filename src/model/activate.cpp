// Activate: forward, then backward.
#include "model/activate.h"

namespace hourglass {

std::string Activate::name() const { return std::string(about(kind_).name); }

// y = act(x)
void Activate::forward(Program& program, const Slots& s) const {
  program.push_back({Kernel::activate, {s.x, s.y}, {static_cast<uint32_t>(kind_)}});
}

// dx = act′(x) dy, taken back through the activation that made x.
void Activate::backward(Program& program, const Slots& s) const {
  if (!s.dx) return;
  program.push_back({Kernel::activate_backward,
                     {s.x, s.dy, s.dx},
                     {static_cast<uint32_t>(s.input_activation), static_cast<uint32_t>(kind_)}});
}

}  // namespace hourglass
