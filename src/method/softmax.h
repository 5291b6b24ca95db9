// A row of modules that gives logits of classes: its training, its figures and its answers. The last part of
// every method that classifies.
#pragma once
#include <string>
#include <vector>

#include "method/method.h"

namespace hourglass {

class Softmax final : public Classifier {
 public:
  // row: the names of the modules, from the examples to the logits.
  explicit Softmax(std::vector<std::string> row) : row_(std::move(row)) {}

  // What a step leaves behind: −log p(label|x), and the error.
  static std::vector<Series> series();
  static Measure accuracy() { return {"accuracy", "accuracy"}; }
  // The whole, to p(class|x); and the encoder: all but what tells the classes.
  std::vector<Excerpt> excerpts() const;

  // A step's examples and labels → gradients of all modules; the series from number `first` on.
  void record(const Studio&, Program& step, uint32_t batch, uint32_t first);
  // Passes over the data, and early stopping, as the settings have them.
  static void limit(const Studio&, const Settings&, Phase&);
  // What questions need.
  void prepare(Network&);

  // Of the series, and accuracy().
  Job<Evaluation> evaluating(const Dataset&, uint32_t limit);
  double error(const Dataset&);  // percent
  std::vector<float> classify(std::span<const float> examples) override;
  std::vector<float> features(std::span<const float> examples) override;

 private:
  std::vector<Pass> passes(Network&, Tensor x, Tensor state, Mode) const;

  std::vector<std::string> row_;
  // Of a step.
  OwnedTensor x_, labels_, right_, to_percent_;
  std::vector<Pass> learning_;
  // Of questions.
  Backend* backend_ = nullptr;
  OwnedTensor asked_, asked_labels_, state_, nll_, asked_right_;
  std::vector<Pass> answering_;
  OwnedProgram forward_, figures_;
};

}  // namespace hourglass
