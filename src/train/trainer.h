// Trains a network by a method: records its phases once, lets the device run them, and answers questions
// about what has been learnt. Lives on the thread that owns the backend.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compute/memory.h"
#include "compute/owned.h"
#include "data/dataset.h"
#include "data/on_device.h"
#include "method/method.h"
#include "model/network.h"
#include "model/settings.h"
#include "train/job.h"
#include "train/metrics.h"
#include "train/phase_state.h"
#include "train/player.h"
#include "train/series.h"

namespace hourglass {

class Trainer {
 public:
  // `train` is copied to the device, or shared where that is the cpu. Throws Error where settings and data
  // do not fit, or the device has no room; check_needs() (train/training.h) asks beforehand.
  Trainer(Backend&, const Settings&, const Dataset& train);
  ~Trainer();
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  void advance(uint32_t steps);
  uint32_t step() const { return step_; }
  double epoch() const;                    // 2.6: the third pass over the data, 60 % done
  uint32_t steps_in(double epochs) const;  // steps that cover so many passes, at most 2³² − 1
  // Where players move one after the other: who they are, in the order of a step, and who is next.
  std::vector<std::string> players_in_turn() const;
  std::string next_in_turn() const;
  // That player alone makes its next move. A step is over with its last move, and where somebody has made all of
  // its moves and is asked again: the others' are left out then. advance() first makes the rest of a step begun.
  void take_turn(std::string_view player);
  uint32_t turn() const { return turn_; }  // moves made of the step begun
  // The phases in their order, and how far each is.
  std::vector<PhaseState> phases() const;
  std::optional<uint32_t> length() const;  // steps of all phases, where each has an end
  // The last phase has come to its end: advance() does nothing any more.
  bool finished() const;
  // What the settings say of what acts while training: writes; nothing is recorded anew.
  void set_live(const Settings&);

  // Numbers of the steps since the last call, at most the newest 1024.
  Track take_losses();
  const std::vector<Series>& series() const { return series_; }

  const Settings& settings() const { return settings_; }
  const Network& network() const { return *network_; }
  Network& network() { return *network_; }
  Tensor clock() const { return clock_; }  // compute/state.h
  Shape example() const;                   // of the data, n = 1
  const Method& method() const { return *method_; }

  // Each throws Error where the method has no such thing.
  Codec& codec();
  // Over the first `limit` examples (0: all). ε comes from a stream of its own: the same weights give
  // the same figures, whenever they are asked. Trainer and data outlive the job.
  Job<Evaluation> evaluating(const Dataset&, uint32_t limit = 0);
  Evaluation evaluate(const Dataset&, uint32_t limit = 0, const Watch& = {});
  std::vector<double> outcome() { return method_->outcome(); }
  // −log p(x) bound from k samples an image, nats.
  Job<double> importance_weighting(const Dataset&, uint32_t images, uint32_t k);
  double importance_weighted_nll(const Dataset&, uint32_t images, uint32_t k, const Watch& = {});

  // How far the last updates moved each number of the parameters' arena, but for weight decay; 0 where nobody has
  // updated it.
  std::vector<float> last_update() const;
  std::string weights_hash() const { return hash_of(network_->read_parameters()); }

  // What early stopping (method/method.h, Stopping) keeps.
  struct Best {
    std::vector<float> parameters, statistics;
    double judged = 0;
    uint32_t worse = 0;  // judgements since, none of them better

    bool operator==(const Best&) const = default;
  };
  // All that the next step depends on, for a checkpoint.
  struct State {
    std::vector<float> parameters;
    std::vector<float> statistics;  // with padding
    std::vector<uint32_t> clock;    // compute/state.h
    std::vector<Player::State> players;
    uint32_t phase = 0, phase_step = 0;  // steps done of this phase
    std::vector<uint32_t> lengths{};     // steps of the phases that are over
    std::optional<Best> best{};          // of this phase
    uint32_t turn = 0;                   // moves made of a step that is not over

    uint64_t steps() const;         // that it has behind it
    uint32_t whole_steps() const {  // the same; 0 where it is within one
      return turn > 0 ? 0 : static_cast<uint32_t>(steps());
    }
    // Weights alone, without clock and players: how far it was the phases say, and optimisers begin afresh.
    bool alone() const { return clock.empty() && players.empty(); }
    bool operator==(const State&) const = default;
  };
  State save() const;
  void restore(const State&);

  // What training these settings on such data, and asking what has been learnt, would take: buffers, and
  // the work of the longest run that a backend does in one go.
  static CountingBackend count(const Settings&, const Dataset&, const BackendInfo& on);

 private:
  Trainer(Backend&, const Settings&, const Examples&);

  struct Recorded {
    std::string name;
    OwnedProgram step;
    std::optional<uint32_t> steps;
    std::vector<uint32_t> series, layers;
    std::optional<Stopping> stopping;
    std::vector<std::string> players{};  // a move of the step
    std::vector<OwnedProgram> moves{};
    OwnedProgram passed{};
  };
  // The phase that makes a step: of those that have come.
  const Recorded& phase_of(uint32_t step) const;
  std::vector<uint32_t> clock_of_phases(const State&) const;
  bool judges() const { return phases_[phase_].stopping && validation_; }
  void judge();
  void end_phase();
  void count(uint32_t steps);  // that were made
  void move(size_t i);

  Backend& backend_;
  Settings settings_;
  OwnedTensor data_, labels_, regions_, clock_, terms_, ring_;
  std::vector<Series> series_;
  std::unique_ptr<Network> network_;
  std::vector<Player> players_;
  std::unique_ptr<Method> method_;
  std::vector<Recorded> phases_;
  uint32_t phase_ = 0;
  uint32_t phase_step_ = 0;        // steps done of this phase
  uint32_t turn_ = 0;              // moves made of the step begun
  std::vector<uint32_t> lengths_;  // steps of the phases that are over
  std::shared_ptr<const Dataset> validation_;
  std::optional<Best> best_;
  uint32_t count_;  // training examples
  uint32_t step_ = 0, taken_ = 0;
};

}  // namespace hourglass
