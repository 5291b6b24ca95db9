// A player's tensors.
#include "train/player.h"

#include <algorithm>
#include <array>
#include <bit>

#include "compute/error.h"
#include "compute/state.h"

namespace hourglass {

Player::Player(Backend& backend, const PlayerPlan& plan, Parameter stretch,
               const Settings& settings)
    : backend_(backend),
      plan_(plan),
      stretch_(stretch),
      optimizer_(make_optimizer(settings)),
      schedule_steps_(settings.schedule_steps),
      clip_norm_(settings.clip_norm) {
  if (settings.schedule == "cosine") schedule_ = Schedule::cosine;
  if (settings.schedule == "steps") schedule_ = Schedule::steps;
  if (clip_norm_ > 0) {
    squares_ = OwnedTensor(backend_, Shape{128, 1, 1, 1});
    norm_ = OwnedTensor(backend_, Shape{1, 1, 1, 1});
  }
  for (uint32_t i = 0; i < optimizer_->states(); ++i)
    moments_.emplace_back(backend_, stretch_.value.shape);
  state_ = OwnedTensor(backend_, Shape{state::words, 1, 1, 1});
  std::vector<uint32_t> words(state::words);
  words[state::beta1_power] = words[state::beta2_power] = std::bit_cast<uint32_t>(1.0f);
  words[state::learning_rate] = words[state::base_learning_rate] =
      std::bit_cast<uint32_t>(settings.*plan_.rate);
  write(backend_, state_, words);
}

void Player::begin(Program& program, Tensor clock) const {
  if (schedule_ == Schedule::constant) return;
  const bool cosine = schedule_ == Schedule::cosine;
  // A twentieth, and always less than the whole.
  const uint32_t warmup = std::min(std::max(1u, schedule_steps_ / 20), schedule_steps_ - 1);
  program.push_back({Kernel::schedule,
                     {state_, clock},
                     {static_cast<uint32_t>(schedule_), state::base_learning_rate,
                      state::learning_rate, warmup, schedule_steps_},
                     {cosine ? 0.01f : 0.1f}});
}

void Player::update(Program& program) const {
  if (clip_norm_ > 0) {
    program.push_back({Kernel::square_sum, {stretch_.gradient, squares_}});
    program.push_back(
        {Kernel::clip_gradient, {squares_, stretch_.gradient, norm_}, {}, {clip_norm_}});
  }
  const std::vector<Tensor> moments(moments_.begin(), moments_.end());
  optimizer_->update(program, stretch_, moments, state_);
}

void Player::count(Program& program) const {
  program.push_back(
      {Kernel::count_update, {state_}, {}, {optimizer_->beta1(), optimizer_->beta2()}});
}

void Player::set_live(const Settings& settings) {
  std::array<float, state::words - state::live> live{};
  live[state::learning_rate - state::live] = live[state::base_learning_rate - state::live] =
      settings.*plan_.rate;
  write(backend_, {state_->buffer, state::live, {}}, live);
}

std::vector<float> Player::last_update() const {
  const State s = save();
  if (std::ranges::all_of(s.moments[0], [](float m) { return m == 0; })) return {};
  const auto word = [&](state::Word w) { return double{std::bit_cast<float>(s.words[w])}; };
  const Optimizer::Left left{word(state::learning_rate), word(state::beta1_power),
                             word(state::beta2_power)};
  std::vector<float> moved = read_now(backend_, stretch_.gradient);
  std::array<double, 2> moments{};
  for (size_t i = 0; i < moved.size(); ++i) {
    for (size_t k = 0; k < s.moments.size(); ++k) moments[k] = s.moments[k][i];
    moved[i] = static_cast<float>(optimizer_->moved(left, moved[i], moments));
  }
  return moved;
}

Player::State Player::save() const {
  State s{name(), {}, {}};
  for (const OwnedTensor& tensor : moments_) s.moments.push_back(read_now(backend_, tensor));
  for (float word : read_now(backend_, state_)) s.words.push_back(std::bit_cast<uint32_t>(word));
  return s;
}

void Player::restore(const State& s) {
  if (s.name != name() || s.moments.size() != moments_.size() || s.words.size() != state::words)
    fail("checkpoint: its optimiser is another one; train with the settings it was saved with");
  for (size_t i = 0; i < moments_.size(); ++i)
    if (s.moments[i].size() != moments_[i]->shape.count())
      fail("checkpoint: its optimiser state belongs to another network; use its own settings");
  for (size_t i = 0; i < moments_.size(); ++i) write(backend_, moments_[i], s.moments[i]);
  write(backend_, state_, s.words);
}

}  // namespace hourglass
