// Transposed convolution: forward, then backward.
#include "model/transposed_convolution.h"

#include <format>

#include "compute/error.h"
#include "model/initialisation.h"

namespace hourglass {

std::string TransposedConvolution::name() const {
  const std::string kind = std::format("conv-T {0}×{0}", window_.kernel);
  return activation() == activation_ ? named(kind, activation_) : kind;
}

Shape TransposedConvolution::output(Shape x) const {
  const auto [kernel, stride, padding] = window_;
  const auto side = [&](uint32_t small) {
    const uint32_t whole = (small - 1) * stride + kernel + output_padding_;
    if (whole <= 2 * padding)
      fail("transposed convolution: a padding of {} leaves nothing of {}×{}; take less", padding,
           x.h, x.w);
    return whole - 2 * padding;
  };
  return {x.n, side(x.h), side(x.w), channels_};
}

std::vector<ParameterPlan> TransposedConvolution::parameters(Shape x) const {
  const uint64_t k = window_.kernel;
  const auto taps = static_cast<float>(k * k), across = static_cast<float>(window_.stride);
  // A place of y is made by a tap in s² at most.
  const float bound =
      start_bound(start_, activation_, taps * static_cast<float>(x.c) / (across * across),
                  taps * static_cast<float>(channels_));
  return {{{static_cast<uint32_t>(k * k * x.c + 1), 1, 1, channels_},
           {{"weight", {k, k, x.c, channels_}, bound}, {"bias", {channels_}}}}};
}

// y = act(x ∗ᵀ W + b)
void TransposedConvolution::forward(Program& program, const Slots& s) const {
  program.push_back(
      {Kernel::transposed_convolution,
       {s.x, s.parameters[0].value, s.y},
       {static_cast<uint32_t>(activation()), 0, window_.kernel, window_.stride, window_.padding}});
}

// dW and db from x and dy's patches; dx = (dy ∗ W) ⊙ act′(x).
void TransposedConvolution::backward(Program& program, const Slots& s) const {
  if (!s.parameters[0].gradient && !s.dx) return;
  program.push_back({Kernel::transposed_convolution_backward,
                     {s.x, s.parameters[0].value, s.dy, s.parameters[0].gradient, s.dx},
                     {static_cast<uint32_t>(s.input_activation), s.add ? added : written,
                      window_.kernel, window_.stride, window_.padding}});
}

}  // namespace hourglass
