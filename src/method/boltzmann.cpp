#include "method/boltzmann.h"

namespace hourglass {

Boltzmann::Boltzmann(Network& network, const Loss& loss, Tensor v, Tensor clock, Tensor row,
                     Options options)
    : options_(std::move(options)),
      v_(v),
      clock_(clock),
      weights_(network.layout(options_.layer).parameters[0][0]),
      visible_bias_(network.layout(options_.mirror).parameters[0][0]) {
  const Pass::Options asked{.mode = Mode::evaluation};
  up_.emplace(network, options_.layer, v, clock, asked);
  h_ = OwnedTensor(network.backend, up_->y().shape);
  mirror_.emplace(network, options_.mirror, h_, clock, asked);
  rebuilt_ = OwnedTensor(network.backend, v.shape);
  again_.emplace(network, options_.layer, rebuilt_, clock, asked);
  const uint32_t n = v.shape.n;
  const float share = 1.0f / static_cast<float>(n);
  for (const auto& [tensor, value] : {std::pair{&less_, -share}, std::pair{&more_, share}}) {
    *tensor = OwnedTensor(network.backend, Shape{n, 1, 1, 1});
    write(network.backend, *tensor, std::vector<float>(n, value));
  }
  loss_.emplace(network, loss, LossSlots{mirror_->y(), v, row, {}, {}, {}});
}

void Boltzmann::record(Program& program) const {
  const Tensor first = up_->y(), last = again_->y();
  up_->forward(program);
  for (uint32_t step = 0; step < options_.steps; ++step) {
    program.push_back(
        {Kernel::draw_units,
         {step == 0 ? first : last, clock_, h_},
         {0, static_cast<uint32_t>(Stream::noise), options_.index * most_steps + step}});
    mirror_->forward(program);
    if (step == 0) loss_->record(program);
    program.push_back(
        {Kernel::activate, {mirror_->y(), rebuilt_}, {static_cast<uint32_t>(Activation::sigmoid)}});
    again_->forward(program);
  }
  program.push_back({Kernel::scale_rows, {less_, first}});
  program.push_back({Kernel::scale_rows, {more_, last}});
  const uint32_t no_bias = options_.bias ? 0 : 1;
  program.push_back({Kernel::dense_backward,
                     {v_, weights_.value, first, weights_.gradient, {}},
                     {0, written, no_bias}});
  program.push_back({Kernel::dense_backward,
                     {rebuilt_, weights_.value, last, weights_.gradient, {}},
                     {0, added, no_bias}});
  if (!options_.bias) return;
  const auto sum = [&](Tensor of, uint32_t adding, float scale) {
    program.push_back({Kernel::column_sum,
                       {of, visible_bias_.gradient},
                       {0, adding, static_cast<uint32_t>(Summand::value)},
                       {scale}});
  };
  const float share = 1.0f / static_cast<float>(v_.shape.n);
  sum(rebuilt_, written, share);
  sum(v_, added, -share);
}

}  // namespace hourglass
