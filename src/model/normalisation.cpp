// BatchNorm and LayerNorm: forward, then backward.
#include "model/normalisation.h"

namespace hourglass {
namespace {

std::string name_of(std::string_view kind, Activation activation) {
  return activation == Activation::linear ? std::string(kind) : named(kind, activation);
}

// γ = 1, β = 0
std::vector<ParameterPlan> scale_and_shift(Shape x) {
  return {{{2, 1, 1, x.c}, {{"weight", {x.c}, 0, 1}, {"bias", {x.c}}}}};
}

// dγ = Σ dy x̂, dβ = Σ dy, dx = in′(x) γ/σ (dy − mean of dy − x̂ mean of dy x̂)
void record_backward(Program& program, Kernel kernel, const Slots& s) {
  if (!s.dx && !s.parameters[0].gradient) return;
  program.push_back({kernel,
                     {s.x, s.parameters[0].value, s.saved[0], s.dy, s.parameters[0].gradient, s.dx},
                     {static_cast<uint32_t>(s.input_activation), s.add ? added : written}});
}

}  // namespace

std::string BatchNorm::name() const { return name_of("batch norm", activation_); }

std::vector<ParameterPlan> BatchNorm::parameters(Shape x) const { return scale_and_shift(x); }
std::vector<Shape> BatchNorm::saved(Shape x) const { return {{2, 1, 1, x.c}}; }
std::vector<ParameterPlan> BatchNorm::statistics(Shape x) const {
  return {{{2, 1, 1, x.c}, {{"running_mean", {x.c}}, {"running_var", {x.c}, 0, 1}}}};
}

// y = act(γ x̂ + β)
void BatchNorm::forward(Program& program, const Slots& s) const {
  const auto activation = static_cast<uint32_t>(activation_);
  if (s.mode == Mode::training)
    program.push_back({Kernel::batch_norm,
                       {s.x, s.parameters[0].value, s.statistics[0], s.y, s.saved[0]},
                       {activation},
                       {epsilon_, momentum_}});
  else
    program.push_back({Kernel::batch_norm_evaluate,
                       {s.x, s.parameters[0].value, s.statistics[0], s.y},
                       {activation},
                       {epsilon_}});
}

void BatchNorm::backward(Program& program, const Slots& s) const {
  record_backward(program, Kernel::batch_norm_backward, s);
}

std::string LayerNorm::name() const { return name_of("layer norm", activation_); }

std::vector<ParameterPlan> LayerNorm::parameters(Shape x) const { return scale_and_shift(x); }
std::vector<Shape> LayerNorm::saved(Shape x) const { return {{x.n * x.h * x.w, 1, 1, 2}}; }

// y = act(γ x̂ + β)
void LayerNorm::forward(Program& program, const Slots& s) const {
  program.push_back({Kernel::layer_norm,
                     {s.x, s.parameters[0].value, s.y, s.saved[0]},
                     {static_cast<uint32_t>(activation_)},
                     {epsilon_}});
}

void LayerNorm::backward(Program& program, const Slots& s) const {
  record_backward(program, Kernel::layer_norm_backward, s);
}

}  // namespace hourglass
