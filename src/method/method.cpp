// What all methods share.
#include "method/method.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "compute/error.h"
#include "compute/state.h"
#include "method/methods.h"

namespace hourglass {

Tensor Studio::row(uint32_t series, uint32_t n) const {
  return {terms.buffer, series * terms.shape.features(), {n, 1, 1, 1}};
}

Studio Studio::of_first(uint32_t examples) const {
  Studio few = *this;
  if (examples > 0) few.count = std::min(count, examples);
  return few;
}

namespace {

// This step's share of the epoch's shuffle, whatever an example consists of.
Dispatch gathered(const Studio& studio, Tensor from, Content content, Tensor to,
                  uint32_t ahead = 0) {
  return {Kernel::gather,
          {from, studio.clock, to},
          {studio.count, static_cast<uint32_t>(Order::shuffled), static_cast<uint32_t>(content),
           ahead}};
}

}  // namespace

void Studio::gather(Program& program, Tensor x, uint32_t ahead) const {
  program.push_back(gathered(*this, data, numbers, x, ahead));
}

void Studio::gather_labels(Program& program, Tensor to) const {
  program.push_back(gathered(*this, labels, Content::words, to));
}

void Studio::gather_regions(Program& program, Tensor to) const {
  program.push_back(gathered(*this, regions, Content::byte_labels, to));
}

void Studio::begin(Program& program, const Settings& settings, const Player& player) const {
  player.begin(program, clock);
  if (settings.latent == "gaussian" && settings.beta_warmup > 0)
    program.push_back({Kernel::schedule,
                       {clock, {}},
                       {static_cast<uint32_t>(Schedule::linear), state::base_beta, state::beta,
                        settings.beta_warmup, 1}});
}

void Studio::end(Program& program, uint32_t n, const Player& player, uint32_t used) const {
  program.push_back({Kernel::next_step,
                     {terms, clock, ring, player.state()},
                     {count, n, used},
                     {player.optimizer().beta1(), player.optimizer().beta2()}});
  player.update(program);
}

void Studio::end(Program& program, uint32_t n, uint32_t used) const {
  program.push_back({Kernel::next_step, {terms, clock, ring, {}}, {count, n, used}});
}

void Studio::update(Program& program, const Player& player) const {
  player.count(program);
  player.update(program);
}

Phase phase_of_turns(std::string name, std::vector<PlayerTurn> turns, Program passed) {
  Phase phase{std::move(name), {}};
  for (const PlayerTurn& turn : turns)
    phase.step.insert(phase.step.end(), turn.program.begin(), turn.program.end());
  phase.turns = std::move(turns);
  phase.passed = std::move(passed);
  return phase;
}

uint32_t steps_in(double epochs, uint32_t count, uint32_t batch) {
  constexpr double most = std::numeric_limits<uint32_t>::max();
  return static_cast<uint32_t>(std::min(most, std::ceil(epochs * count / batch)));
}

Job<double> Method::importance_weighting(const Dataset&, uint32_t, uint32_t) {
  fail(
      "importance samples: a plain code has no likelihood; choose a preset with a Gaussian latent");
}

Corruption corruption_of(const Settings& settings) {
  return static_cast<Corruption>(place_of("corruption", settings.corruption));
}

namespace {

struct Row {
  std::string_view name;  // a choice of the setting `method`
  std::unique_ptr<Method> (*make)(const Settings&, const Example&);
};
constexpr Row rows[] = {
    {"autoencoder",
     [](const Settings& settings, const Example& example) {
       return settings.latent == "gaussian" ? make_variational(settings, example)
                                            : make_autoencoder(settings, example);
     }},
    {"classifier", make_classifier},
    {"stacked", make_stacked},
    {"gan", make_gan},
    {"affine", make_affine},
    {"mixture", make_mixture},
    {"flow", make_flow},
    {"autoregressive", make_autoregressive},
    {"segmentation", make_segmentation},
};

}  // namespace

std::unique_ptr<Method> make_method(const Settings& settings, const Example& example) {
  const auto row = std::ranges::find(rows, settings.method, &Row::name);
  if (row == std::end(rows))
    fail("method: '{}' is not known; `hourglass train --help` lists them", settings.method);
  return row->make(settings, example);
}

}  // namespace hourglass
