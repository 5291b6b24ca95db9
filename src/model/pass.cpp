// Binding and recording, layer by layer.
#include "model/pass.h"

namespace hourglass {

Pass::Pass(Network& network, std::string_view name, Tensor x, Tensor state, const Options& options)
    : x_(x) {
  const auto make = [&](Shape shape) -> Tensor {
    return owned_.emplace_back(network.backend, shape);
  };
  const Module& module = network.module(name);
  const Network::Layout& layout = network.layout(name);
  bound_.reserve(module.layers.size());
  Tensor dx = options.dx;
  Activation activation = options.input_activation;
  for (size_t i = 0; i < module.layers.size(); ++i) {
    const Layer& layer = *module.layers[i];
    Bound& b = bound_.emplace_back(Bound{&layer, {}, layout.parameters[i], {}});
    if (options.frozen || options.mode == Mode::evaluation)
      for (Parameter& parameter : b.parameters) parameter.gradient = {};
    b.slots.x = x;
    b.slots.y = make(layer.output(x.shape));
    if (options.mode == Mode::training) {
      b.slots.dx = dx;
      b.slots.dy = dx = make(b.slots.y.shape);
    }
    for (const Shape& shape : layer.saved(x.shape)) b.saved.push_back(make(shape));
    b.slots.parameters = b.parameters;
    b.slots.saved = b.saved;
    b.slots.statistics = layout.statistics[i];
    b.slots.state = state;
    b.slots.input_activation = activation;
    b.slots.mode = options.mode;
    b.slots.add = options.add;
    b.slots.stream = options.stream;
    b.slots.index = layout.first_layer + static_cast<uint32_t>(i);
    x = b.slots.y;
    activation = layer.activation();
  }
}

void Pass::forward(Program& program) const {
  for (const Bound& b : bound_) b.layer->forward(program, b.slots);
}

void Pass::backward(Program& program) const {
  for (size_t i = bound_.size(); i-- > 0;) bound_[i].layer->backward(program, bound_[i].slots);
}

Activation Pass::activation() const {
  return bound_.empty() ? Activation::linear : bound_.back().layer->activation();
}

}  // namespace hourglass
