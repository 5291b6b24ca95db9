// Trains a network: records a step once, lets the device run it, and answers questions about what
// has been learnt. Lives on the thread that owns the backend.
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
#include "model/network.h"
#include "model/settings.h"
#include "train/job.h"
#include "train/loss.h"
#include "train/metrics.h"
#include "train/optimizer.h"

namespace hourglass {

// One part of a training: what a step of it runs, and how many there are. An autoencoder has one
// phase without an end; greedy pretraining has one a layer.
struct Phase {
  std::string name;
  OwnedProgram step;
  std::optional<uint32_t> steps;  // absent: until stopped
};

struct Evaluator;  // evaluator.h

class Trainer {
 public:
  // `train` is copied to the device. Throws Error where settings and data do not fit, or the device has
  // no room; check_needs() (train/training.h) asks beforehand.
  Trainer(Backend&, const Settings&, const Dataset& train);
  ~Trainer();
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  void advance(uint32_t steps);
  uint32_t step() const { return step_; }
  double epoch() const;                    // 2.6: the third pass over the data, 60 % done
  uint32_t steps_in(double epochs) const;  // steps that cover so many passes, at most 2³² − 1
  void set_learning_rate(float);           // a write; nothing is recorded anew
  void set_beta(float);

  // Losses of the steps since the last call, at most the newest 1024.
  std::vector<LossPoint> take_losses();

  const Settings& settings() const { return settings_; }
  const Network& network() const { return *network_; }
  const Loss& loss() const { return *loss_; }
  std::vector<uint32_t> widths() const;  // 784, 400, 20, 400, 784
  std::vector<std::string> layer_names() const;
  uint32_t code_layer() const;  // index into widths()

  struct Codes {
    std::vector<float> mean;          // [count, code]: μ, or the plain code
    std::vector<float> log_variance;  // [count, code]; empty for a plain code
  };
  Codes encode(std::span<const float> images);              // [count, features], in [0, 1]
  std::vector<float> decode(std::span<const float> codes);  // [count, code] → [count, features]

  // Over the first `limit` images (0: all). ε comes from a stream of its own: the same weights give
  // the same figures, whenever they are asked.
  struct Evaluation {
    Figures figures;
    Codes codes;
  };
  Evaluation evaluate(const Dataset&, uint32_t limit = 0, const Watch& = {});
  // −log p(x) bound from k samples an image, nats. Pre: a Gaussian latent and a likelihood.
  double importance_weighted_nll(const Dataset&, uint32_t images, uint32_t k, const Watch& = {});
  // The same, batch by batch. Trainer and data outlive the job.
  Job<Evaluation> evaluating(const Dataset&, uint32_t limit = 0);
  Job<double> importance_weighting(const Dataset&, uint32_t images, uint32_t k);

  std::string weights_hash() const { return hash_of(network_->read_parameters()); }

  // All that the next step depends on, for a checkpoint.
  struct State {
    std::vector<float> parameters;
    std::vector<std::vector<float>> optimizer;  // arenas with padding
    std::vector<uint32_t> words;                // compute/state.h

    bool operator==(const State&) const = default;
  };
  State save() const;
  void restore(const State&);

  // What training these settings on `count` such examples, and asking what has been learnt, would take:
  // buffers, and the work of the longest run that a backend does in one go.
  static CountingBackend count(const Settings&, Shape example, uint32_t count,
                               const BackendInfo& on);

 private:
  struct Examples {  // how the data look; what they are is written later
    const std::string& name;
    Shape shape;
    uint32_t count;
  };
  Trainer(Backend&, const Settings&, const Examples&);
  void write_live();

  Backend& backend_;
  Settings settings_;
  OwnedTensor data_, state_, ring_, row_loss_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<Pass> pass_;
  std::unique_ptr<Loss> loss_;
  std::unique_ptr<Optimizer> optimizer_;
  std::vector<OwnedTensor> optimizer_states_;
  std::vector<Phase> phases_;
  size_t phase_ = 0;
  uint32_t phase_step_ = 0;  // steps done of this phase
  std::unique_ptr<Evaluator> evaluator_;
  uint32_t count_;  // training images
  uint32_t step_ = 0, taken_ = 0;
};

// Pixels as the network sees them: bytes / 255.
std::vector<float> pixels_of(const Dataset&, uint32_t first, uint32_t count);

}  // namespace hourglass
