// One question to the network at a time: pictures of codes, a blend, filters, what is filled in, or the nearest
// examples. The newest answer is kept until the next one comes, so that a view always has something to draw.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "view/context.h"

namespace hourglass::view {

class Question {
 public:
  // False where an answer is awaited. A network that was rebuilt may never answer, so after two
  // seconds one may ask again.
  bool ready(double now) const { return !state_->waiting || now - state_->asked_at > 2; }

  // Rows of code_size. `about` is the caller's own word for what is asked.
  void decode(const Context& context, std::vector<float> codes, uint64_t about,
              std::optional<Label> as = {}) {
    if (!context.decode) return;
    const uint64_t number = begin(context);
    context.decode(std::move(codes), as, [state = state_, number, about](const Pictures& pictures) {
      if (state->number == number) finish(*state, about, pictures, {});
    });
  }

  void blend(const Context& context, uint32_t i, uint32_t j, uint32_t steps, Way way,
             uint64_t about) {
    if (!context.blend) return;
    const uint64_t number = begin(context);
    context.blend(i, j, steps, way,
                  [state = state_, number, about](const Pictures& latent, const Pictures& pixels) {
                    if (state->number == number) finish(*state, about, latent, pixels);
                  });
  }

  void filters(const Context& context, uint32_t layer, uint32_t most) {
    if (!context.filters) return;
    const uint64_t number = begin(context);
    context.filters(layer, most, [state = state_, number, layer](const Pictures& pictures) {
      if (state->number == number) finish(*state, layer, pictures, {});
    });
  }

  void infill(const Context& context, const Pictures& example, std::vector<bool> erased,
              uint32_t passes, std::optional<Label> label, uint64_t about) {
    if (!context.infill) return;
    const uint64_t number = begin(context);
    context.infill(example, std::move(erased), passes, label,
                   [state = state_, number, about](const Pictures& pictures) {
                     if (state->number == number) finish(*state, about, pictures, {});
                   });
  }

  // The second answer is what was asked about.
  void nearest(const Context& context, const Pictures& examples, uint64_t about) {
    if (!context.nearest) return;
    const uint64_t number = begin(context);
    context.nearest(examples, [state = state_, number, about, examples](const Pictures& pictures) {
      if (state->number == number) finish(*state, about, pictures, examples);
    });
  }

  const Pictures& answer() const { return state_->answer; }
  const Pictures& second() const { return state_->second; }  // a blend's pixels, or what is near
  uint64_t about() const { return state_->about; }           // what the answer is about
  uint64_t answers() const { return state_->answers; }  // changes with each answer; 0: none yet

 private:
  struct State {
    bool waiting = false;
    double asked_at = 0;  // seconds
    uint64_t number = 0, answers = 0, about = 0;
    Pictures answer, second;
  };

  uint64_t begin(const Context& context) {
    state_->waiting = true;
    state_->asked_at = context.now;
    return ++state_->number;
  }

  static void finish(State& state, uint64_t about, const Pictures& answer, const Pictures& second) {
    state.waiting = false;
    if (answer.count == 0) return;  // an error: what was there stays
    state.about = about;
    state.answer = answer;
    state.second = second;
    ++state.answers;
  }

  // Shared with the callbacks, which may outlive the view.
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace hourglass::view
