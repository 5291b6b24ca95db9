// A generator and a discriminator against each other, whatever the generator is: recording, questions.
#pragma once
#include "method/examiner.h"
#include "model/pass.h"

namespace hourglass {

// Goodfellow et al. 2014, "Generative adversarial nets", algorithm 1: k updates of the discriminator, each on
// fresh examples and fresh noise, then one of the generator.
class Adversaries {
 public:
  // widths: the generator's hidden layers.
  Adversaries(const Settings&, Shape example, std::vector<uint32_t> widths);

  std::vector<Module> modules() const;
  std::vector<Series> series() const;
  std::string unit() const;
  std::vector<PlayerPlan> players() const;
  Diagram diagram() const;

  Phase record(const Studio&);
  Job<Evaluation> evaluating(const Dataset&, uint32_t limit, const Settings& now);
  Generator* generator() const { return drawing_.get(); }
  Field* field() const { return asking_.get(); }  // the discriminator's opinion

 private:
  bool logits() const { return contest_ < Contest::least_squares; }
  // Whether samples tell which way they are pulled: of points alone, where arrows can be drawn. A question
  // may not move running statistics, and leaves no unit out.
  bool pulls() const {
    return example_.features() == 2 && settings_.normalisation == "none" && settings_.dropout == 0;
  }
  Shape of(uint32_t n) const;
  void draw(Program&, Tensor state, Stream, uint32_t index, Tensor z) const;
  // Of the gradient of D between x_ and what is generated; adds its own to the discriminator's.
  void penalise(const Studio&, Program&, uint32_t index);
  // seen: where the opinion is made; opinion: the row that it goes to. Both or neither.
  void pay(Program&, Turn, const Pass& discriminator, Tensor row, bool add, Tensor seen,
           Tensor opinion) const;

  Settings settings_;
  Shape example_;
  std::vector<uint32_t> widths_;
  Contest contest_;
  bool penalised_;  // Wasserstein's, in place of clipping
  OwnedTensor x_, z_, seen_;
  OwnedTensor between_, slopes_;
  std::vector<OwnedTensor> tangents_;
  std::optional<Pass> between_pass_;
  std::optional<Pass> generator_, on_real_, on_generated_, through_;
  // Of questions.
  OwnedTensor asked_z_, asked_seen_, asked_between_, asked_slopes_, asked_pull_;
  std::optional<Pass> asked_between_pass_, pulling_;
  std::optional<Examiner> examiner_;
  std::optional<Pass> generating_, judging_, judging_generated_;
  OwnedProgram evaluate_;
  std::unique_ptr<Drawing> drawing_;
  std::unique_ptr<Asking> asking_;
};

}  // namespace hourglass
