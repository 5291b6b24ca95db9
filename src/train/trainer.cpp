// Recording and running of training steps.
#include "train/trainer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <ranges>

#include "compute/error.h"
#include "compute/state.h"

namespace hourglass {
namespace {

constexpr uint32_t ring_slots = 1024;

}  // namespace

Trainer::Trainer(Backend& backend, const Settings& settings, const Dataset& train)
    : Trainer(backend, settings, examples_of(train)) {
  network_->initialise(settings_.seed);
  write_clock(backend_, clock_, settings_.seed);
  set_live(settings_);
  validation_ = train.validation;
}

Trainer::Trainer(Backend& backend, const Settings& settings, const Examples& examples)
    : backend_(backend), settings_(settings), count_(examples.shape.n) {
  validate(settings_);
  data_ = OwnedTensor(backend_, on_device(backend_, examples));
  if (examples.classes > 0) labels_ = OwnedTensor(backend_, labels_on_device(backend_, examples));
  Shape example = examples.shape;
  example.n = 1;
  if (examples.has_regions) regions_ = OwnedTensor(backend_, regions_on_device(backend_, examples));
  std::unique_ptr<Method> method = make_method(settings_, {example, examples.classes});
  series_ = method->series();
  const auto series = static_cast<uint32_t>(series_.size());
  network_ = std::make_unique<Network>(backend_, method->modules());
  clock_ = OwnedTensor(backend_, Shape{state::words, 1, 1, 1});
  terms_ = OwnedTensor(backend_, Shape{series, 1, 1, aligned(settings_.batch)});
  ring_ = OwnedTensor(backend_, Shape{ring_slots, 1, 1, series});
  const std::vector<PlayerPlan> players = method->players();
  players_.reserve(players.size());
  for (const PlayerPlan& plan : players)
    players_.emplace_back(
        backend_, plan,
        plan.first.empty() ? network_->arena : network_->stretch(plan.first, plan.last), settings_);
  method_ = std::move(method);
  for (const Phase& phase :
       method_->record({backend_, *network_, data_, clock_, count_, examples.numbers, labels_,
                        regions_, terms_, ring_, players_})) {
    Recorded& one = phases_.emplace_back();
    one = {phase.name, {}, phase.steps, phase.series, phase.layers, phase.stopping};
    for (const PlayerTurn& turn : phase.turns) {
      one.players.push_back(turn.player);
      one.moves.push_back(prepared(backend_, turn.program));
    }
    if (!phase.turns.empty()) one.passed = prepared(backend_, phase.passed);
    one.step = prepared(backend_, phase.step);
  }
  method_->enter(0);
}

Trainer::~Trainer() = default;

CountingBackend Trainer::count(const Settings& settings, const Dataset& data,
                               const BackendInfo& on) {
  CountingBackend counting(on.name == "cpu" ? on.threads : 0);
  Examples examples = examples_of(data);
  examples.memory = examples.labels = examples.regions = {};
  Trainer(counting, settings, examples);
  return counting;
}

void Trainer::advance(uint32_t steps) {
  while (steps > 0 && !finished()) {
    const Recorded& phase = phases_[phase_];
    if (turn_ > 0) {
      for (size_t i = turn_; i < phase.moves.size(); ++i) move(i);
      --steps;
      continue;
    }
    uint32_t now = steps;
    if (phase.steps) now = std::min(now, *phase.steps - std::min(*phase.steps, phase_step_));
    if (judges()) now = std::min(now, phase.stopping->every - phase_step_ % phase.stopping->every);
    backend_.run(phase.step.get(), now);
    steps -= now;
    count(now);
  }
}

void Trainer::count(uint32_t steps) {
  const Recorded& phase = phases_[phase_];
  step_ += steps;
  phase_step_ += steps;
  bool over = phase.steps && phase_step_ >= *phase.steps;
  if (judges() && (over || phase_step_ % phase.stopping->every == 0)) {
    judge();
    over = over || best_->worse >= phase.stopping->patience;
  }
  if (over) end_phase();
}

void Trainer::move(size_t i) {
  const Recorded& phase = phases_[phase_];
  backend_.run(phase.moves[i].get(), 1);
  turn_ = static_cast<uint32_t>(i) + 1;
  if (turn_ < phase.moves.size()) return;
  turn_ = 0;
  count(1);
}

std::vector<float> Trainer::last_update() const {
  std::vector<float> all(network_->arena.value.shape.count());
  // The first player of a stack has it all, once it has begun.
  for (const Player& player : players_ | std::views::reverse) {
    const std::vector<float> moved = player.last_update();
    std::ranges::copy(moved, all.begin() + player.stretch().value.offset);
  }
  return all;
}

std::vector<std::string> Trainer::players_in_turn() const {
  std::vector<std::string> players = phases_[phase_].players;
  players.erase(std::ranges::unique(players).begin(), players.end());
  return players;
}

std::string Trainer::next_in_turn() const {
  const std::vector<std::string>& players = phases_[phase_].players;
  return players.empty() ? std::string() : players[turn_];
}

void Trainer::take_turn(std::string_view player) {
  const std::vector<std::string>& players = phases_[phase_].players;
  if (players.empty()) fail("turn: nobody here moves in turn; train by steps");
  if (std::ranges::find(players, player) == players.end()) {
    std::string known;
    for (const std::string& one : players_in_turn()) known += (known.empty() ? "" : " or ") + one;
    fail("turn: there is no player '{}'; choose {}", player.substr(0, 40), known);
  }
  if (finished()) return;
  auto next = std::find(players.begin() + turn_, players.end(), player);
  if (next == players.end()) {
    backend_.run(phases_[phase_].passed.get(), 1);
    turn_ = 0;
    count(1);
    if (finished()) return;
    next = std::ranges::find(players, player);
  }
  move(static_cast<size_t>(next - players.begin()));
}

void Trainer::judge() {
  const double judged = method_->judge(*validation_);
  if (best_ && !(judged < best_->judged)) {
    ++best_->worse;
    return;
  }
  best_ = {network_->read_parameters(), network_->read_statistics(), judged, 0};
}

void Trainer::end_phase() {
  if (best_) {
    network_->write_parameters(best_->parameters);
    network_->write_statistics(best_->statistics);
    best_.reset();
  }
  lengths_.push_back(phase_step_);
  phases_[phase_].steps = phase_step_;
  if (finished()) return;
  method_->enter(++phase_);
  phase_step_ = 0;
  // The next begins with a pass over the data of its own: it may be over others.
  static_assert(state::position == state::epoch + 1);
  write(backend_, {clock_->buffer, state::epoch, {}}, std::vector<uint32_t>(2));
}

Shape Trainer::example() const {
  Shape shape = data_->shape;
  shape.n = 1;
  return shape;
}

bool Trainer::finished() const { return lengths_.size() == phases_.size(); }

std::optional<uint32_t> Trainer::length() const {
  uint32_t steps = 0;
  for (const Recorded& phase : phases_) {
    if (!phase.steps) return {};
    steps += *phase.steps;
  }
  return steps;
}

std::vector<PhaseState> Trainer::phases() const {
  std::vector<PhaseState> all;
  for (uint32_t i = 0; i < phases_.size(); ++i) {
    const Recorded& phase = phases_[i];
    const uint32_t done = i < phase_ ? lengths_[i] : i == phase_ ? phase_step_ : 0;
    all.push_back({phase.name, phase.steps, done, phase.layers});
  }
  return all;
}

const Trainer::Recorded& Trainer::phase_of(uint32_t step) const {
  size_t i = 0;
  for (; i + 1 < phases_.size() && phases_[i].steps && step >= *phases_[i].steps; ++i)
    step -= *phases_[i].steps;
  return phases_[i];
}

double Trainer::epoch() const {
  return static_cast<double>(step_) * settings_.batch / static_cast<double>(count_);
}

uint32_t Trainer::steps_in(double epochs) const {
  return hourglass::steps_in(epochs, count_, settings_.batch);
}

void Trainer::set_live(const Settings& now) {
  for (const Property& p : properties())
    if (p.live) std::visit([&](auto member) { settings_.*member = now.*member; }, p.member);
  for (Player& player : players_) player.set_live(settings_);
  std::array<float, state::words - state::live> live{};
  live[state::beta - state::live] = live[state::base_beta - state::live] = settings_.beta;
  write(backend_, {clock_->buffer, state::live, {}}, live);
}

Track Trainer::take_losses() {
  if (step_ - taken_ > ring_slots) taken_ = step_ - ring_slots;
  Track track{static_cast<uint32_t>(series_.size()), {}, {}};
  if (taken_ == step_) return track;
  const std::vector<float> ring = read_now(backend_, ring_);
  for (; taken_ < step_; ++taken_) {
    track.add(taken_,
              std::span(ring).subspan(size_t{taken_ % ring_slots} * track.series, track.series));
    const std::vector<uint32_t>& there = phase_of(taken_).series;
    const std::span<float> row = track.row(track.size() - 1);
    for (uint32_t s = 0; s < row.size(); ++s)
      if (!there.empty() && std::ranges::find(there, s) == there.end())
        row[s] = std::numeric_limits<float>::quiet_NaN();
      else if (!std::isfinite(row[s]) && !track.diverged)
        track.diverged = taken_;
  }
  return track;
}

Codec& Trainer::codec() {
  if (Codec* codec = method_->codec()) return *codec;
  fail("{} has no code; choose a preset with an encoder", settings_.preset);
}

Job<Evaluation> Trainer::evaluating(const Dataset& data, uint32_t limit) {
  return method_->evaluating(data, limit, settings_);
}

Evaluation Trainer::evaluate(const Dataset& data, uint32_t limit, const Watch& watch) {
  return finish(evaluating(data, limit), watch);
}

Job<double> Trainer::importance_weighting(const Dataset& data, uint32_t images, uint32_t k) {
  return method_->importance_weighting(data, images, k);
}

double Trainer::importance_weighted_nll(const Dataset& data, uint32_t images, uint32_t k,
                                        const Watch& watch) {
  return finish(importance_weighting(data, images, k), watch);
}

Trainer::State Trainer::save() const {
  State s;
  s.parameters = network_->read_parameters();
  s.statistics = network_->read_statistics();
  for (float word : read_now(backend_, clock_)) s.clock.push_back(std::bit_cast<uint32_t>(word));
  for (const Player& player : players_) s.players.push_back(player.save());
  s.phase = phase_;
  s.phase_step = phase_step_;
  s.lengths = lengths_;
  s.best = best_;
  s.turn = turn_;
  return s;
}

uint64_t Trainer::State::steps() const {
  uint64_t all = phase_step;
  for (uint32_t i = 0; i < std::min<size_t>(phase, lengths.size()); ++i) all += lengths[i];
  return all;
}

std::vector<uint32_t> Trainer::clock_of_phases(const State& s) const {
  const Recorded& phase = phases_[s.phase];
  const uint64_t step = s.steps();
  if (step > std::numeric_limits<uint32_t>::max() || (phase.steps && s.phase_step > *phase.steps))
    fail("checkpoint: its phases have fewer steps than it has behind it; save it again");
  std::vector<uint32_t> words;
  for (const float word : read_now(backend_, clock_))
    words.push_back(std::bit_cast<uint32_t>(word));
  const uint64_t seen = uint64_t{s.phase_step} * settings_.batch;  // examples
  words[state::step] = static_cast<uint32_t>(step);
  words[state::epoch] = static_cast<uint32_t>(seen / count_);
  words[state::position] = static_cast<uint32_t>(seen % count_);
  return words;
}

void Trainer::restore(const State& s) {
  const bool fits = s.phase < phases_.size() && s.lengths.size() >= s.phase &&
                    s.lengths.size() <= s.phase + 1 &&
                    (s.turn == 0 || s.turn < phases_[s.phase].moves.size());
  if (!fits ||
      (!s.alone() && (s.players.size() != players_.size() || s.clock.size() != state::words)))
    fail("checkpoint: its optimiser is another one; train with the settings it was saved with");
  const std::vector<uint32_t> clock = s.alone() ? clock_of_phases(s) : s.clock;
  for (size_t i = 0; i < s.players.size(); ++i) players_[i].restore(s.players[i]);
  network_->write_parameters(s.parameters);
  network_->write_statistics(s.statistics);
  write(backend_, clock_, clock);
  step_ = taken_ = clock[state::step];
  phase_ = s.phase;
  phase_step_ = s.phase_step;
  lengths_ = s.lengths;
  for (size_t i = 0; i < lengths_.size(); ++i) phases_[i].steps = lengths_[i];
  best_ = s.best;
  turn_ = s.turn;
  method_->enter(phase_);
}

}  // namespace hourglass
