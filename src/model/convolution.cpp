// Convolution: forward, then backward.
#include "model/convolution.h"

#include <format>

#include "compute/error.h"
#include "model/initialisation.h"

namespace hourglass {

std::string Convolution::name() const {
  const std::string kind = std::format("conv {0}×{0}", window_.kernel);
  return activation() == activation_ ? named(kind, activation_) : kind;
}

Shape Convolution::output(Shape x) const {
  const auto [kernel, stride, padding] = window_;
  if (x.h + 2 * padding < kernel || x.w + 2 * padding < kernel)
    fail("convolution: a picture of {}×{} has no room for a kernel of {}; take fewer convolutions",
         x.h, x.w, kernel);
  return {x.n, (x.h + 2 * padding - kernel) / stride + 1, (x.w + 2 * padding - kernel) / stride + 1,
          channels_};
}

std::vector<ParameterPlan> Convolution::parameters(Shape x) const {
  const uint64_t k = window_.kernel;
  const auto taps = static_cast<float>(k * k), across = static_cast<float>(window_.stride);
  // A place of x is seen by a tap in s² at most.
  const float bound = start_bound(start_, activation_, taps * static_cast<float>(x.c),
                                  taps * static_cast<float>(channels_) / (across * across));
  return {{{static_cast<uint32_t>(k * k * x.c + 1), 1, 1, channels_},
           {{"weight", {k, k, x.c, channels_}, bound}, {"bias", {channels_}}}}};
}

// y = act(x ∗ W + b)
void Convolution::forward(Program& program, const Slots& s) const {
  program.push_back(
      {Kernel::convolution,
       {s.x, s.parameters[0].value, s.y},
       {static_cast<uint32_t>(activation()), 0, window_.kernel, window_.stride, window_.padding}});
}

// dW and db from x's patches and dy; dx = (dy ∗ᵀ W) ⊙ act′(x).
void Convolution::backward(Program& program, const Slots& s) const {
  if (!s.parameters[0].gradient && !s.dx) return;
  program.push_back({Kernel::convolution_backward,
                     {s.x, s.parameters[0].value, s.dy, s.parameters[0].gradient, s.dx},
                     {static_cast<uint32_t>(s.input_activation), s.add ? added : written,
                      window_.kernel, window_.stride, window_.padding}});
}

}  // namespace hourglass
