// Limits before anything is multiplied.
#include "train/checkpoint_words.h"

#include <algorithm>

#include "compute/error.h"
#include "share/json.h"

namespace hourglass {
namespace {

uint32_t count_of(const nlohmann::json& number) {
  return static_cast<uint32_t>(std::min<uint64_t>(whole_number(number), ~0u));
}

}  // namespace

nlohmann::json words_of(const Example& example) {
  nlohmann::json sides{example.shape.h, example.shape.w, example.shape.c};
  if (example.classes > 0) sides.push_back(example.classes);
  return sides;
}

nlohmann::json words_of_phase(const Trainer::State& state) {
  nlohmann::json phase{state.phase, state.phase_step};
  if (!state.lengths.empty() || state.best) phase.push_back(state.lengths);
  if (state.best) {
    phase.push_back(state.best->judged);
    phase.push_back(state.best->worse);
  }
  return phase;
}

void read_phase(const nlohmann::json& phase, Trainer::State& state) {
  state.phase = count_of(phase.at(0));
  state.phase_step = count_of(phase.at(1));
  if (phase.size() > 2)
    for (const nlohmann::json& steps : phase.at(2)) state.lengths.push_back(count_of(steps));
  if (phase.size() > 3)
    state.best = Trainer::Best{{}, {}, phase.at(3).get<double>(), count_of(phase.at(4))};
}

Example example_of(const nlohmann::json& sides) {
  const uint64_t h = whole_number(sides.at(0)), w = whole_number(sides.at(1)),
                 c = whole_number(sides.at(2));
  const uint64_t classes = sides.size() > 3 ? whole_number(sides.at(3)) : 0;
  const auto within = [](uint64_t side, uint64_t most) { return side >= 1 && side <= most; };
  // A picture has few channels; a row of numbers is one place of many.
  const uint64_t channels = h == 1 && w == 1 ? most_columns : 4;
  if (!within(h, 1024) || !within(w, 1024) || !within(c, channels))
    fail("images of {}×{}×{} are not possible; it is damaged, save it again", h, w, c);
  if (classes > most_classes)
    fail("labels of {} classes are not possible; it is damaged, save it again", classes);
  return {{1, static_cast<uint32_t>(h), static_cast<uint32_t>(w), static_cast<uint32_t>(c)},
          static_cast<uint32_t>(classes)};
}

}  // namespace hourglass
