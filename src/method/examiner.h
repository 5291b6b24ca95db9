// Asks a network batch by batch: the room for the questions, and the loops around what a method has recorded.
// Leaves out codes, which are codec.h's.
#pragma once
#include <span>
#include <vector>

#include "compute/owned.h"
#include "method/method.h"

namespace hourglass {

class Examiner {
 public:
  static constexpr uint32_t batch = Codec::batch;  // examples at once

  Examiner(Backend&, Shape example, uint32_t series);

  Tensor x() const { return x_; }
  Tensor clock() const { return clock_; }  // of the question's noise
  Tensor row(uint32_t series) const;       // [batch], a number an example

  // `full` leaves every series' row behind: their means, and the loss. ε of batch b is that of step b.
  Job<Evaluation> evaluating(const OwnedProgram& full, std::vector<Series>, const Dataset&,
                             uint32_t limit, Settings now);
  // The same of a loss that is −log p(x), which is told as a measure besides.
  Job<Evaluation> likelihood(const OwnedProgram& full, std::vector<Series>, const Dataset&,
                             uint32_t limit, Settings now);
  // Of each example the sum of the numbers that `program` leaves in its rows, weighted.
  std::vector<float> ask(const OwnedProgram& program, std::span<const float> examples,
                         std::span<const float> weights);
  // What `program` leaves at y of each example: [count, …].
  std::vector<float> look(const OwnedProgram& program, Tensor y, std::span<const float> examples);
  // `count` rows of what `program` makes at y: [batch, …]. The same seed, the same noise.
  std::vector<float> draw(const OwnedProgram& program, Tensor y, uint32_t count, uint64_t seed);

 private:
  Backend& backend_;
  OwnedTensor x_, terms_, clock_;
};

// How many of a data set are evaluated: at most `limit`, 0: all. Throws Error where they are no x: another number of
// pixels.
uint32_t evaluated(const Dataset&, uint32_t limit, Shape x);

// What `program` leaves in `answer` of any number of examples, [count, …], which are asked a batch at a time in
// `asked`. Throws Error, which begins with `verb`, where they are no whole number of examples.
std::vector<float> answers(Backend&, std::string_view verb, const OwnedProgram& program,
                           Tensor asked, Tensor answer, std::span<const float> examples);

// What a program makes at y, out of noise.
class Drawing final : public Generator {
 public:
  // program: first draws z, then makes y of it.
  Drawing(Backend&, Examiner&, Program program, Tensor z, Tensor y);
  std::vector<float> sample(uint32_t count, uint64_t seed) override {
    return examiner_.draw(program_, y_, count, seed);
  }
  // program: the same noise, and a gradient at what it makes; times `scale` it is the pull.
  void pulled_by(OwnedProgram program, Tensor gradient, float scale) {
    pull_ = std::move(program);
    gradient_ = gradient;
    scale_ = scale;
  }
  std::vector<float> pull(uint32_t count, uint64_t seed) override {
    if (!gradient_) return {};
    std::vector<float> ways = examiner_.draw(pull_, gradient_, count, seed);
    for (float& v : ways) v *= scale_;
    return ways;
  }
  // Of noise of two numbers: the grid of whole and half ones within ±2.5.
  NoiseLines noise_lines() override;

 private:
  Backend& backend_;
  Examiner& examiner_;
  OwnedProgram program_, after_noise_, pull_;
  Tensor z_, y_, gradient_{};
  float scale_ = 1;
};

// What a program leaves in its rows, weighted.
class Asking final : public Field {
 public:
  Asking(Examiner& examiner, OwnedProgram program, std::string label, std::vector<float> weights)
      : examiner_(examiner),
        program_(std::move(program)),
        label_(std::move(label)),
        weights_(std::move(weights)) {}
  std::string label() const override { return label_; }
  const OwnedProgram& program() const { return program_; }
  std::vector<float> at(std::span<const float> points) override {
    return examiner_.ask(program_, points, weights_);
  }
  // What it leaves at y besides.
  std::vector<float> look(Tensor y, std::span<const float> examples) {
    return examiner_.look(program_, y, examples);
  }

 private:
  Examiner& examiner_;
  OwnedProgram program_;
  std::string label_;
  std::vector<float> weights_;
};

}  // namespace hourglass
