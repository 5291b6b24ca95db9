// What a change puts aside, and how it comes back. Weights lie in host memory meanwhile, so there is an end to it.
#include <utility>

#include "app/engine.h"
#include "compute/error.h"

namespace hourglass {

namespace {

constexpr size_t most_aside = 20;
constexpr size_t most_bytes = size_t{128} << 20;  // of weights and data
constexpr double one_drag = 2;  // seconds: a slider's moves no further apart are one change

size_t bytes_of(const Trainer::State& state) {
  size_t numbers = state.parameters.size() + state.statistics.size();
  for (const Player::State& player : state.players)
    for (const std::vector<float>& moment : player.moments) numbers += moment.size();
  return numbers * sizeof(float);
}

size_t bytes_of(const Split& data) {
  size_t bytes = 0;
  for (const Dataset* some : {&data.train, &data.test})
    bytes += some->pixels.size() + some->values.size() * sizeof(float);
  return bytes;
}

}  // namespace

std::list<Engine::Aside> Engine::present() noexcept try {
  std::list<Aside> made;
  if (!ready()) return made;
  made.push_back({now_, std::make_shared<const Trainer::State>(trainer().save())});
  return made;
} catch (const std::exception&) {
  return {};
}

std::list<Engine::Aside> Engine::present_settings(std::span<const Property* const> changed) noexcept
    try {
  std::list<Aside> made;
  if (changed.empty()) return made;
  made.emplace_back();
  Aside& before = made.front();
  before.run.settings = now_.settings;
  before.touched = changed.size() == 1 ? changed[0] : nullptr;
  before.at = seconds_now();
  return made;
} catch (const std::exception&) {
  return {};
}

void Engine::put_aside(std::list<Aside> before) noexcept {
  if (before.empty()) return;
  future_.clear();
  const Aside& next = before.front();
  if (!past_.empty() && next.touched && past_.back().touched == next.touched &&
      next.at - past_.back().at < one_drag)
    past_.back().at = next.at;
  else
    past_.splice(past_.end(), before);
  // Data that several hold, or that are in use, are counted once, or not at all.
  size_t bytes = 0, count = 0;
  const Material* other = now_.material.get();
  auto kept = past_.end();
  while (kept != past_.begin()) {
    const Aside& one = *std::prev(kept);
    if (one.state) bytes += bytes_of(*one.state);
    if (const Material* its = one.run.material.get(); its && its != other) {
      bytes += bytes_of(its->varied);
      other = its;
    }
    if (++count > most_aside || bytes > most_bytes) break;
    --kept;
  }
  past_.erase(past_.begin(), kept);
}

Engine::Applied Engine::go_back(Way way) {
  std::list<Aside>& from = aside(way);
  if (from.empty())
    fail("{}", way == Way::undo ? "undo: nothing was changed yet" : "redo: nothing was undone");
  Aside& there = from.back();
  std::list<Aside> here;
  Applied applied = Applied::live;
  if (there.state) {
    here = present();
    const Settings settings = there.run.settings;
    Training::Built built =
        training_.make(settings, cpu_options(settings),
                       {there.run.material, &there.run.material->split.train}, there.state);
    training_.take(std::move(built));
    now_ = std::move(there.run);
    applied = Applied::anew;
  } else {
    const std::vector<const Property*> changed = differences(now_.settings, there.run.settings);
    here = present_settings(changed);
    if (!here.empty()) here.front().touched = nullptr;  // no drag
    Settings next = there.run.settings;
    trainer().set_live(next);
    now_.settings = std::move(next);
  }
  std::list<Aside>& to = aside(way == Way::undo ? Way::redo : Way::undo);
  to.splice(to.end(), here);
  from.pop_back();
  return applied;
}

}  // namespace hourglass
