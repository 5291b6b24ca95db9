// A player's tensors.
#include "train/player.h"

#include <array>
#include <bit>

#include "compute/error.h"
#include "compute/state.h"

namespace hourglass {

Player::Player(Backend& backend, std::string name, Parameter stretch, const Settings& settings)
    : backend_(backend),
      name_(std::move(name)),
      stretch_(stretch),
      optimizer_(make_optimizer(settings)) {
  for (uint32_t i = 0; i < optimizer_->states(); ++i)
    moments_.emplace_back(backend_, stretch_.value.shape);
  state_ = OwnedTensor(backend_, Shape{state::words, 1, 1, 1});
  std::vector<uint32_t> words(state::words);
  words[state::beta1_power] = words[state::beta2_power] = std::bit_cast<uint32_t>(1.0f);
  words[state::learning_rate] = std::bit_cast<uint32_t>(settings.learning_rate);
  write(backend_, state_, words);
}

void Player::update(Program& program) const {
  const std::vector<Tensor> moments(moments_.begin(), moments_.end());
  optimizer_->update(program, stretch_, moments, state_);
}

void Player::set_learning_rate(float rate) {
  write(backend_, {state_->buffer, state::learning_rate, {}}, std::array{rate});
}

Player::State Player::save() const {
  State s{name_, {}, {}};
  for (const OwnedTensor& tensor : moments_) s.moments.push_back(read_now(backend_, tensor));
  for (float word : read_now(backend_, state_)) s.words.push_back(std::bit_cast<uint32_t>(word));
  return s;
}

void Player::restore(const State& s) {
  if (s.name != name_ || s.moments.size() != moments_.size() || s.words.size() != state::words)
    fail("checkpoint: its optimiser is another one; train with the settings it was saved with");
  for (size_t i = 0; i < moments_.size(); ++i)
    if (s.moments[i].size() != moments_[i]->shape.count())
      fail("checkpoint: its optimiser state belongs to another network; use its own settings");
  for (size_t i = 0; i < moments_.size(); ++i) write(backend_, moments_[i], s.moments[i]);
  write(backend_, state_, s.words);
}

}  // namespace hourglass
