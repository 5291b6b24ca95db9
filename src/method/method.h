// What is learnt how: one file a way. A method builds modules from settings, records the phases of a
// training, and answers what has a meaning for it; what it cannot answer is absent.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "method/codec.h"
#include "method/excerpt.h"
#include "model/network.h"
#include "model/settings.h"
#include "train/job.h"
#include "train/noise_lines.h"
#include "train/player.h"
#include "train/series.h"

namespace hourglass {

// Steps that cover so many passes over the data, at most 2³² − 1.
uint32_t steps_in(double epochs, uint32_t count, uint32_t batch);

// What a method records on. Lives as long as its training.
struct Studio {
  Backend& backend;
  Network& network;
  Tensor data, clock;  // the examples, [count, …]; compute/state.h
  uint32_t count;      // examples
  Content numbers;     // what an example consists of
  Tensor labels;       // [count] whole numbers; absent where there are none
  Tensor regions;      // [count, h, w, 1] bytes; absent where there are none
  Tensor terms;        // [series, stride]
  Tensor ring;         // [slots, series]
  std::vector<Player>& players;

  Tensor row(uint32_t series, uint32_t n) const;  // of the terms: [n], a number an example
  // Of the first so many examples alone; 0: of all.
  Studio of_first(uint32_t examples) const;
  // This step's examples, [n, …] of the epoch's shuffle; `ahead`: so many places further on.
  void gather(Program&, Tensor x, uint32_t ahead = 0) const;
  // Their labels, [n] whole numbers. Pre: there are some.
  void gather_labels(Program&, Tensor to) const;
  // What their places belong to, [n, h, w, 1] whole numbers. Pre: there are regions.
  void gather_regions(Program&, Tensor to) const;
  // What a step begins with: rates that schedules change.
  void begin(Program&, const Settings&, const Player&) const;
  // The step is counted, its terms go into the ring; then the player updates.
  // used: examples that the step took, where it took several batches of n.
  void end(Program&, uint32_t n, const Player&, uint32_t used = 0) const;
  // The same where nobody updates.
  void end(Program&, uint32_t n, uint32_t used) const;
  // An update of a player that does not end the step.
  void update(Program&, const Player&) const;
};

// A phase may be over before its last step: every so many steps the method is judged on examples that were set
// aside, and after so many judgements in a row that are no better than the best. It ends with its best weights.
struct Stopping {
  uint32_t every = 1, patience = 1;
};

// A part of a step in which one player alone moves.
struct PlayerTurn {
  std::string player;
  Program program;
};

// One part of a training: a program to repeat, and how many times. An autoencoder has one phase
// without an end; greedy pretraining has one a layer.
struct Phase {
  std::string name;
  Program step;
  std::optional<uint32_t> steps{};     // absent: until stopped
  std::vector<uint32_t> series{};      // those that it leaves behind; none: all
  std::vector<uint32_t> layers{};      // of the diagram that it teaches; none: all
  std::optional<Stopping> stopping{};  // where the data have a validation split
  // Where players move one after the other: the step in its parts, the last of which ends it; and what ends
  // it where that turn is left out. Parts that are left out change nothing of what the others draw.
  std::vector<PlayerTurn> turns{};
  Program passed{};
};
// A phase whose step is its turns, one after another.
Phase phase_of_turns(std::string name, std::vector<PlayerTurn>, Program passed);

// The layers as people see them.
struct Diagram {
  std::vector<uint32_t> widths;          // units of every layer: 784, 400, 20, 400, 784
  std::vector<std::string> layer_names;  // "input", "dense relu", "μ, σ²", … one a width
  uint32_t code_layer = 0;               // index into widths
  uint32_t first_hidden = 1;             // the same, of the first of the setting `hidden`
};

struct Evaluation {
  Figures figures;  // NaN: what the phase does not teach
  Codes codes;
  std::vector<float> losses;  // of each example; empty where a method has none of its own
};

// What methods may answer besides.
struct Generator {
  virtual ~Generator() = default;
  // Examples out of noise: [count, features]. The same seed, the same noise.
  virtual std::vector<float> sample(uint32_t count, uint64_t seed) = 0;
  virtual bool in_turn() const {
    return false;
  }  // an example's numbers are drawn one after the other
  // Where somebody judges the same examples: which way each would have to go to be judged better, minus the
  // gradient of what it costs, [count, features]. None: nobody does.
  virtual std::vector<float> pull(uint32_t, uint64_t) { return {}; }
  // Of what lies in the plane; none: there is nothing to see by them.
  virtual NoiseLines noise_lines() { return {}; }
};
struct Classifier {
  virtual ~Classifier() = default;
  // [count, features] → p(class|x) of each: [count, classes].
  virtual std::vector<float> classify(std::span<const float> examples) = 0;
  // What its last layer tells the classes by: [count, units].
  virtual std::vector<float> features(std::span<const float> examples) = 0;
};
struct Segmenter {
  virtual ~Segmenter() = default;
  // [count, features] → what each place belongs to most likely: 0 the background, 1 + a label; [count, h, w].
  virtual std::vector<uint8_t> segment(std::span<const float> examples) = 0;
};
// A number for every point of the data's space: a density, or a discriminator's opinion.
struct Field {
  virtual ~Field() = default;
  virtual std::string label() const = 0;                             // "Discriminator: real"
  virtual std::vector<float> at(std::span<const float> points) = 0;  // [count, features] → [count]
};

class Method {
 public:
  virtual ~Method() = default;

  // Of the settings alone, without a device.
  virtual std::vector<Module> modules() const = 0;
  virtual std::vector<Series> series() const = 0;               // what a step leaves behind
  virtual std::string unit() const = 0;                         // of the loss
  virtual std::vector<Measure> measures() const { return {}; }  // an evaluation's, besides
  virtual std::string nll_unit() const { return {}; }  // the same, where that is a likelihood's
  // What it says of p(x), and that of an evaluation: nats an example, in the unit above.
  virtual Likelihood likelihood_kind() const {
    return nll_unit().empty() || codec() ? Likelihood::none : Likelihood::exact;
  }
  virtual double nll_of(const Figures& figures) const { return figures.loss; }
  virtual Diagram diagram() const = 0;
  virtual std::vector<PlayerPlan> players() const { return {{"all"}}; }
  virtual uint32_t classes() const { return 0; }  // whose labels it wants; 0: none
  // What of it other programs can run; none: nothing.
  virtual std::vector<Excerpt> excerpts() const { return {}; }

  // Once, on a device. At once all that questions need, too: a device that has no room for it refuses
  // the network, not the first question.
  virtual std::vector<Phase> record(const Studio&) = 0;
  // A phase begins or is gone on with: figures are of what it teaches.
  virtual void enter(uint32_t) {}

  // Over the first `limit` examples (0: all). Random words come from a stream of their own: the same
  // weights give the same figures, whenever they are asked. Method and data outlive the job.
  virtual Job<Evaluation> evaluating(const Dataset&, uint32_t limit, const Settings&) = 0;
  // Of a phase with a Stopping: the less, the better.
  virtual double judge(const Dataset&) { return 0; }
  // What it can answer; null: it cannot.
  virtual Codec* codec() const { return nullptr; }
  virtual bool encodes() const { return codec(); }  // by whatever way
  virtual Generator* generator() const { return nullptr; }
  virtual Classifier* classifier() const { return nullptr; }
  virtual Segmenter* segmenter() const { return nullptr; }
  virtual Field* field() const { return nullptr; }
  // What each layer of a module makes of examples, [count, …], where its way to the module is the method's own: none, it
  // is that of the excerpts, or there is none.
  virtual std::vector<std::vector<float>> activations(std::string_view,
                                                      std::span<const float>) const {
    return {};
  }
  // Of what was learnt as a whole, and of no split: how many modes a generator covers.
  virtual std::vector<Measure> outcomes() const { return {}; }
  virtual std::vector<double> outcome() { return {}; }
  // −log p(x) bound from k samples an example, nats, over the first examples.
  virtual Job<double> importance_weighting(const Dataset&, uint32_t examples, uint32_t k);
};

// What a method is told of the data.
struct Example {
  Shape shape;           // n = 1
  uint32_t classes = 0;  // above every label; 0 where there are none

  bool operator==(const Example&) const = default;
};

Corruption corruption_of(const Settings&);

// The method that the settings ask for. Throws Error where they and the examples do not fit.
std::unique_ptr<Method> make_method(const Settings&, const Example&);

}  // namespace hourglass
