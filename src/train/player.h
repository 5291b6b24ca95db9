// Who learns: a stretch of the parameter arena with its optimiser, its moments and its learning rate,
// all on the device. An autoencoder has one player, an adversarial network two.
#pragma once
#include "compute/owned.h"
#include "train/optimizer.h"

namespace hourglass {

// A player of a method: modules that are neighbours in the network, and the rate that they learn at.
struct PlayerPlan {
  std::string name;             // as checkpoints have it
  std::string first{}, last{};  // modules; none: all there are
  float Settings::* rate = &Settings::learning_rate;
};

class Player {
 public:
  Player(Backend&, const PlayerPlan&, Parameter stretch, const Settings&);

  void begin(Program&,
             Tensor clock) const;  // the step's learning rate, where a schedule changes it
  void update(Program&) const;     // to be recorded after the next_step or count() that counts it
  void count(Program&) const;      // where no next_step does
  void set_live(const Settings&);
  // How far its last update moved each parameter of its stretch, but for weight decay; empty where it has made none.
  std::vector<float> last_update() const;

  // All that the next update depends on but the parameters.
  struct State {
    std::string name;
    std::vector<std::vector<float>> moments;  // with padding
    std::vector<uint32_t> words;              // compute/state.h

    bool operator==(const State&) const = default;
  };
  State save() const;
  void restore(const State&);  // throws Error where it is another optimiser's or network's

  const std::string& name() const { return plan_.name; }
  Parameter stretch() const { return stretch_; }
  Tensor state() const { return state_; }
  const Optimizer& optimizer() const { return *optimizer_; }

 private:
  Backend& backend_;
  PlayerPlan plan_;
  Parameter stretch_;
  std::unique_ptr<Optimizer> optimizer_;
  std::vector<OwnedTensor> moments_;
  OwnedTensor state_;
  Schedule schedule_ = Schedule::constant;
  uint32_t schedule_steps_;
  float clip_norm_;             // 0: any
  OwnedTensor squares_, norm_;  // of clipping
};

}  // namespace hourglass
